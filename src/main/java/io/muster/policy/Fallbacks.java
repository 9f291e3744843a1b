package io.muster.policy;

import io.muster.agent.Attempt;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.config.Resolver;
import io.muster.protocol.ContentHash;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
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

  /** Configs kept, and names known to lead nowhere; the one not asked for longest goes first. */
  static final int MAX_KEPT = 64;

  /**
   * What was asked for within this time stays, and nothing more is read while all of it was: else
   * two more than are kept would be read in turn for ever, with a look at the whole fleet each.
   */
  static final Duration IN_USE = Duration.ofMinutes(5);

  private final Resolver resolver;
  private final PolicySource policies;
  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;
  private final Executor reader;

  /** In the order in which they were asked for last. */
  private final Map<Key, Found> kept = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(String name, ContentHash hash) {}

  /** What became of the question; under the lock. */
  private static final class Found {
    private Optional<EncodedRevision> revision = Optional.empty();
    private boolean known;
    private Instant askedFor;

    Found(Instant askedFor) {
      this.askedFor = askedFor;
    }
  }

  /** Over the configs in the store. */
  @Inject
  public Fallbacks(Resolver resolver, PolicySource policies, InstantSource clock) {
    this(resolver, policies, clock, task -> Thread.ofVirtual().name("fallback-config").start(task));
  }

  Fallbacks(Resolver resolver, PolicySource policies, InstantSource clock, Executor reader) {
    this.resolver = resolver;
    this.policies = policies;
    this.clock = clock;
    this.reader = reader;
  }

  /**
   * What was offered then; empty if it is not known yet, does not exist, or too many are in use.
   */
  public Optional<EncodedRevision> find(Attempt attempt) {
    if (attempt.name().isEmpty()) {
      return Optional.empty();
    }
    Key key = new Key(attempt.name(), attempt.hash());
    lock.lock();
    try {
      Instant now = clock.instant();
      Found found = kept.get(key);
      if (found != null) {
        found.askedFor = now;
        return found.revision;
      }
      if (!makeRoom(now)) {
        return Optional.empty();
      }
      kept.put(key, new Found(now));
    } finally {
      lock.unlock();
    }
    reader.execute(() -> load(key));
    return Optional.empty();
  }

  private boolean makeRoom(Instant now) {
    if (kept.size() < MAX_KEPT) {
      return true;
    }
    var longestAgo = kept.entrySet().iterator();
    if (longestAgo.next().getValue().askedFor.plus(IN_USE).isAfter(now)) {
      return false;
    }
    longestAgo.remove();
    return true;
  }

  /** Whether there is nothing to go back to; false while that is being found out. */
  public boolean missing(Attempt attempt) {
    if (attempt.name().isEmpty()) {
      return true;
    }
    lock.lock();
    try {
      Found found = kept.get(new Key(attempt.name(), attempt.hash()));
      return found != null && found.known && found.revision.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void load(Key key) {
    try {
      Optional<EncodedRevision> revision =
          switch (resolver.load(ConfigReference.parse(key.name()))) {
            case Resolver.Resolved(EncodedRevision read, var _, var _) ->
                Optional.of(read).filter(r -> r.hash().equals(key.hash()));
            case Resolver.Unusable(var _) -> Optional.empty();
          };
      put(key, revision);
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

  /** Keeps the answer, or forgets the question if there is none. */
  private void put(Key key, @Nullable Optional<EncodedRevision> revision) {
    lock.lock();
    try {
      Found found = kept.get(key);
      if (revision == null) {
        kept.remove(key);
      } else if (found != null) {
        found.revision = revision;
        found.known = true;
      }
    } finally {
      lock.unlock();
    }
  }
}
