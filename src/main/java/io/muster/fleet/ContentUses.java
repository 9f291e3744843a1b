package io.muster.fleet;

import io.muster.protocol.ContentHash;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;

/**
 * Who names contents beside the agents' reports. They are looked up when first asked for: they may
 * need the fleet.
 */
@Singleton
public class ContentUses {

  /** Nobody. */
  static final ContentUses NONE = new ContentUses(Set.of());

  private final Iterable<ContentUse> found;

  /** All that injection finds. */
  @Inject
  ContentUses(@Any Instance<ContentUse> found) {
    this((Iterable<ContentUse>) found);
  }

  /** These. */
  ContentUses(Iterable<ContentUse> found) {
    this.found = found;
  }

  Set<ContentHash> inUse(ContentStore.Kind kind) {
    Set<ContentHash> used = new HashSet<>();
    found.forEach(each -> used.addAll(each.inUse(kind)));
    return used;
  }
}
