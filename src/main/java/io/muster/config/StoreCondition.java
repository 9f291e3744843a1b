package io.muster.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the store fares, for people: whether it can be written, and what of it cannot be read. */
public interface StoreCondition {

  /** As it is now. Blocks for about a second at most. */
  Condition now();

  /**
   * The condition.
   *
   * @param writable whether changes can be stored
   * @param reason why not; null if they can
   * @param damaged records that cannot be read; lists and exports pass over them
   * @param more whether there are more than are named
   */
  record Condition(
      boolean writable, @Nullable String reason, List<DamagedRecord> damaged, boolean more) {

    public Condition {
      damaged = List.copyOf(damaged);
    }
  }

  /** A record that cannot be read. */
  record DamagedRecord(String cache, String key, String reason) {}
}
