package io.muster.store.connection;

import io.muster.connection.ConnectionProgressStore;
import io.muster.connection.ConnectionProgressStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredConnectionProgressTest extends ConnectionProgressStoreContract {

  private final ConnectionProgressStore store =
      new StoredConnectionProgress(new InMemoryStore(InstantSource.system()));

  @Override
  protected ConnectionProgressStore store() {
    return store;
  }
}
