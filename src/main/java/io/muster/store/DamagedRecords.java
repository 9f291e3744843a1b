package io.muster.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Records that could not be read (SEMANTICS 33): named for people, and passed over by lists and
 * exports. One that is written anew, or removed, is damaged no more. Thread-safe.
 */
public final class DamagedRecords {

  private static final Logger LOG = Logger.getLogger(DamagedRecords.class);

  /** Most that are named; further ones are logged when they are met. */
  public static final int MOST = 1_000;

  /** A record, and why it cannot be read. */
  public record Damaged(CacheName cache, String key, String reason) {}

  private record Place(CacheName cache, String key) {}

  private record Found(Damaged damaged, @Nullable Version version) {}

  private final Map<Place, Found> found = new LinkedHashMap<>();
  private boolean more;

  /** An entry's value makes no sense. */
  public void found(CacheName cache, Entry entry, String reason) {
    found(cache, entry.key(), entry.version(), reason);
  }

  /** Where the entry lies, nothing can be read. */
  public void unreadable(CacheName cache, String key, String reason) {
    found(cache, key, null, reason);
  }

  private void found(CacheName cache, String key, @Nullable Version version, String reason) {
    boolean first;
    synchronized (this) {
      Place place = new Place(cache, key);
      first = !found.containsKey(place);
      if (first && found.size() >= MOST) {
        more = true;
        return;
      }
      found.put(place, new Found(new Damaged(cache, key, reason), version));
    }
    if (first) {
      LOG.errorf(
          "event=record_damaged cache=%s key=\"%s\" reason=\"%s\"", cache.text(), key, reason);
    }
  }

  /** It could be read. */
  synchronized void sound(CacheName cache, String key) {
    if (!found.isEmpty()) {
      found.remove(new Place(cache, key));
    }
  }

  /** Whether this one is known to be damaged. */
  public synchronized boolean contains(CacheName cache, String key) {
    return !found.isEmpty() && found.containsKey(new Place(cache, key));
  }

  /** How many are named. */
  public synchronized int count() {
    return found.size();
  }

  /** Whether there are more than are named. */
  public synchronized boolean more() {
    return more;
  }

  /** Those that still are as they were found; blocks if there are any. */
  public List<Damaged> in(KeyValueStore store) {
    List<Found> all;
    synchronized (this) {
      if (found.isEmpty()) {
        return List.of();
      }
      all = List.copyOf(found.values());
    }
    List<Damaged> still = new ArrayList<>();
    for (Found each : all) {
      if (isStill(each, store)) {
        still.add(each.damaged);
      } else {
        sound(each.damaged.cache, each.damaged.key);
      }
    }
    return still;
  }

  private static boolean isStill(Found found, KeyValueStore store) {
    try {
      Optional<Entry> now = store.get(found.damaged.cache, found.damaged.key);
      return now.isPresent() && now.get().version().equals(found.version);
    } catch (StoreException e) {
      return true;
    }
  }
}
