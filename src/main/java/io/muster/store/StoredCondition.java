package io.muster.store;

import io.muster.config.StoreCondition;
import jakarta.inject.Singleton;
import java.util.List;

/** How the store of this server fares. */
@Singleton
final class StoredCondition implements StoreCondition {

  private final KeyValueStore store;

  StoredCondition(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public Condition now() {
    List<DamagedRecord> damaged =
        store.damaged().in(store).stream()
            .map(each -> new DamagedRecord(each.cache().text(), each.key(), each.reason()))
            .toList();
    boolean more = store.damaged().more();
    return switch (store.health()) {
      case StoreHealth.Up() -> new Condition(true, null, damaged, more);
      case StoreHealth.Degraded(String reason, var _) ->
          new Condition(false, reason, damaged, more);
      case StoreHealth.Down(String reason) -> new Condition(false, reason, damaged, more);
    };
  }
}
