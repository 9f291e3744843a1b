package io.muster.store;

import io.muster.failure.Staleness;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Memory is behind while a shared store is away; a store of one's own has nothing to tell. */
@Singleton
final class StoreStaleness implements Staleness {

  private final KeyValueStore store;

  StoreStaleness(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Optional<Duration> behind() {
    // Not asked for its health unless it is shared: an embedded one tries a write then.
    return store.shared() && store.health() instanceof StoreHealth.Degraded(_, Duration lasting)
        ? Optional.of(lasting)
        : Optional.empty();
  }
}
