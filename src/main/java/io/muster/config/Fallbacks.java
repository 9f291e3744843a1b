package io.muster.config;

import io.muster.agent.Attempt;
import io.muster.protocol.ContentHash;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The configs that agents go back to although nothing names them any more: what they applied last
 * when they refused what they should have. Read from the store when first asked for; the agents are
 * looked at again when it is there. Thread-safe; nobody waits.
 */
@Singleton
public final class Fallbacks {

  private static final Logger LOG = Logger.getLogger(Fallbacks.class);

  /** Configs kept, and names known to lead nowhere; the oldest goes first. */
  static final int MAX_KEPT = 64;

  private final Resolver resolver;
  private final PolicySource policies;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Found> kept =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Found> eldest) {
          return size() > MAX_KEPT;
        }
      };

  private record Key(String name, ContentHash hash) {}

  /** What became of the question. */
  private record Found(Optional<EncodedRevision> revision, boolean known) {
    static final Found READING = new Found(Optional.empty(), false);
  }

  /** Over the configs in the store. */
  public Fallbacks(Resolver resolver, PolicySource policies) {
    this.resolver = resolver;
    this.policies = policies;
  }

  /** What was offered then; empty if it is not known yet, or does not exist any more. */
  public Optional<EncodedRevision> find(Attempt attempt) {
    if (attempt.name().isEmpty()) {
      return Optional.empty();
    }
    Key key = new Key(attempt.name(), attempt.hash());
    lock.lock();
    try {
      Found found = kept.get(key);
      if (found != null) {
        return found.revision();
      }
      kept.put(key, Found.READING);
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("fallback-config").start(() -> load(key));
    return Optional.empty();
  }

  /** Whether there is nothing to go back to; false while that is being found out. */
  public boolean missing(Attempt attempt) {
    if (attempt.name().isEmpty()) {
      return true;
    }
    lock.lock();
    try {
      Found found = kept.get(new Key(attempt.name(), attempt.hash()));
      return found != null && found.known() && found.revision().isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void load(Key key) {
    try {
      Optional<EncodedRevision> revision =
          switch (resolver.load(ConfigReference.parse(key.name()))) {
            case Resolver.Resolved(EncodedRevision read, var _) ->
                Optional.of(read).filter(r -> r.hash().equals(key.hash()));
            case Resolver.Unusable(var _) -> Optional.empty();
          };
      put(key, new Found(revision, true));
      if (revision.isPresent()) {
        policies.announce();
      } else {
        LOG.warnf("event=fallback_missing config=%s hash=%s", key.name(), key.hash());
      }
    } catch (RuntimeException e) {
      // Asked for again with the next look at the agent.
      LOG.warnf("event=fallback_unread config=%s reason=%s", key.name(), e);
      put(key, null);
    }
  }

  private void put(Key key, @Nullable Found found) {
    lock.lock();
    try {
      if (found == null) {
        kept.remove(key);
      } else {
        kept.put(key, found);
      }
    } finally {
      lock.unlock();
    }
  }
}
