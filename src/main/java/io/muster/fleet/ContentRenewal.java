package io.muster.fleet;

import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Puts off the expiry of content that agents have: when half of its life is over, and a few at a
 * time, so that an idle fleet writes next to nothing. For one thread.
 */
final class ContentRenewal {

  private static final Logger LOG = Logger.getLogger(ContentRenewal.class);

  /** Half of the time that unused content stays at least. */
  static final Duration HALF_LIFE = Duration.ofDays(15);

  /** Most that are renewed in one go: the whole of a large fleet takes hours of a fortnight. */
  static final int AT_ONCE = 1_000;

  private final ContentStore store;
  private final ContentStore.Kind kind;
  private final Map<ContentHash, Instant> due = new ConcurrentHashMap<>();
  private boolean started;

  ContentRenewal(ContentStore store, ContentStore.Kind kind) {
    this.store = store;
    this.kind = kind;
  }

  /** Renews what is due of the content that is in use now. */
  void renew(Set<ContentHash> inUse, Instant now) {
    due.keySet().retainAll(inUse);
    // A process that begins does not know how old what it finds is.
    Instant first = started && writtenWhenReported() ? now.plus(HALF_LIFE) : now;
    inUse.forEach(hash -> due.putIfAbsent(hash, first));
    started = true;
    Set<ContentHash> batch =
        due.entrySet().stream()
            .filter(entry -> !entry.getValue().isAfter(now))
            .sorted(Map.Entry.comparingByValue())
            .limit(AT_ONCE)
            .map(Map.Entry::getKey)
            .collect(java.util.stream.Collectors.toSet());
    if (batch.isEmpty()) {
      return;
    }
    batch.forEach(hash -> due.put(hash, now.plus(HALF_LIFE)));
    var _ =
        store
            .touch(kind, batch)
            .whenComplete((ignored, failure) -> {
              if (failure != null) {
                LOG.debugf("event=content_not_renewed kind=%s reason=%s", kind, failure);
                batch.forEach(hash -> due.replace(hash, now));
              }
            });
  }

  /** Components are named by hash alone once any agent has told them; configs come whole. */
  private boolean writtenWhenReported() {
    return switch (kind) {
      case EFFECTIVE_CONFIG -> true;
      case COMPONENTS -> false;
    };
  }
}
