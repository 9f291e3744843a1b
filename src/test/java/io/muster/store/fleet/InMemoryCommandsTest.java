package io.muster.store.fleet;

import io.muster.fleet.CommandStore;
import io.muster.fleet.CommandStoreContract;
import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import java.time.Duration;

class InMemoryCommandsTest extends CommandStoreContract {

  private final ManualTime time = new ManualTime();
  private final CommandStore store = new StoredCommands(new InMemoryStore(time));

  @Override
  protected CommandStore store() {
    return store;
  }

  @Override
  protected void pass(Duration duration) {
    time.advance(duration);
  }
}
