package io.muster.fleet;

import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.telemetry.FleetMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Contents that agents had and have no more: they go 10 minutes after their last use, sooner if one
 * agent, or all together, left too many (SEMANTICS 32). Thread-safe.
 */
final class ReplacedContents {

  private static final Logger LOG = Logger.getLogger(ReplacedContents.class);

  /** How long a content stays that nobody has any more. */
  static final Duration STAYS = Duration.ofMinutes(10);

  /** What was replaced more lately is left to the next sweep. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  /** Bytes that the contents of one agent may take, the present one and those it had. */
  static final long MOST_OF_ONE_AGENT = 64L << 20;

  /** Contents remembered; over it the oldest go with the next sweep. */
  static final int MOST = 100_000;

  private record Content(ContentStore.Kind kind, ContentHash hash) {}

  /** A content, and the last agent that left it. */
  private static final class Left {
    private final Content content;
    private final InstanceUid agent;
    private final long bytes;
    private final Instant at;
    private boolean expiring;
    private boolean confirmed;
    private boolean atOnce;

    private Left(Content content, InstanceUid agent, long bytes, Instant at) {
      this.content = content;
      this.agent = agent;
      this.bytes = bytes;
      this.at = at;
    }

    private boolean over(Instant now) {
      return !now.isBefore(at.plus(STAYS));
    }
  }

  private final ContentStore store;
  private final ContentBudget budget;
  private final FleetMetrics metrics;
  private final BiConsumer<ContentStore.Kind, ContentHash> forgotten;

  /**
   * Once each, however many agents left it: all agents of a target leave the same with each change.
   * The oldest first; the guard of itself.
   */
  private final LinkedHashMap<Content, Left> left = new LinkedHashMap<>();

  /** Bytes by agent of those that do not go at once; guarded by {@link #left}. */
  private final Map<InstanceUid, Long> staying = new HashMap<>();

  /**
   * Nothing yet.
   *
   * @param forgotten told before a content goes: it has to be written when it is reported again
   */
  ReplacedContents(
      ContentStore store,
      ContentBudget budget,
      FleetMetrics metrics,
      BiConsumer<ContentStore.Kind, ContentHash> forgotten) {
    this.store = store;
    this.budget = budget;
    this.metrics = metrics;
    this.forgotten = forgotten;
  }

  /**
   * An agent has another content now. Quick.
   *
   * @param bytes of the content that it had; 0 if not known
   * @param present bytes of what the agent has now
   */
  void replaced(
      InstanceUid agent,
      ContentStore.Kind kind,
      ContentHash hash,
      long bytes,
      long present,
      Instant now) {
    Content content = new Content(kind, hash);
    synchronized (left) {
      forget(left.remove(content));
      left.put(content, new Left(content, agent, bytes, now));
      if (bytes > 0 && staying.merge(agent, bytes, Long::sum) + present > MOST_OF_ONE_AGENT) {
        boundOneAgent(agent, present);
      }
    }
  }

  /** Reads all; an agent may be here once a minute. */
  private void boundOneAgent(InstanceUid agent, long present) {
    for (Left oldest : left.values()) {
      if (staying.getOrDefault(agent, 0L) + present <= MOST_OF_ONE_AGENT) {
        return;
      }
      if (oldest.agent.equals(agent)) {
        goesAtOnce(oldest);
      }
    }
  }

  private void goesAtOnce(Left each) {
    if (!each.atOnce) {
      forget(each);
      each.atOnce = true;
      each.expiring = false;
      each.confirmed = false;
      metrics.contentDroppedEarly();
    }
  }

  /** It no longer counts among what its agent keeps here. */
  private void forget(@Nullable Left each) {
    if (each != null && !each.atOnce) {
      staying.computeIfPresent(
          each.agent, (agent, bytes) -> bytes > each.bytes ? bytes - each.bytes : null);
    }
  }

  /** Whether there is nothing to be looked at. */
  boolean isEmpty() {
    synchronized (left) {
      return left.isEmpty();
    }
  }

  /** Has as many of the oldest go at once as it takes to make room for so many bytes. */
  void makeRoom(long bytes) {
    synchronized (left) {
      long freed = 0;
      for (Left oldest : left.values()) {
        if (freed >= bytes) {
          return;
        }
        freed += oldest.bytes;
        goesAtOnce(oldest);
      }
    }
  }

  /**
   * Has go what nobody has any more; what somebody has again stays.
   *
   * @param inUse contents of a kind that somebody has
   */
  void sweep(Function<ContentStore.Kind, Set<ContentHash>> inUse, Instant now) {
    // Before the lock: whoever says what is in use may need agents, and those come first.
    Map<ContentStore.Kind, Set<ContentHash>> used = new EnumMap<>(ContentStore.Kind.class);
    for (ContentStore.Kind kind : ContentStore.Kind.values()) {
      used.put(kind, inUse.apply(kind));
    }
    Map<ContentStore.Kind, List<ContentHash>> again = new EnumMap<>(ContentStore.Kind.class);
    Map<ContentStore.Kind, Map<Duration, List<Left>>> going =
        new EnumMap<>(ContentStore.Kind.class);
    synchronized (left) {
      int over = left.size() - MOST;
      for (Iterator<Left> all = left.values().iterator(); all.hasNext(); over--) {
        Left each = all.next();
        if (over > 0) {
          goesAtOnce(each);
        }
        if (each.at.plus(SETTLED).isAfter(now)) {
          continue; // Its agent may not have been seen with the other one yet.
        }
        if (used.getOrDefault(each.content.kind(), Set.of()).contains(each.content.hash())) {
          if (each.expiring) {
            again
                .computeIfAbsent(each.content.kind(), k -> new ArrayList<>())
                .add(each.content.hash());
          }
          forget(each);
          all.remove();
        } else if (each.confirmed && (each.atOnce || each.over(now))) {
          budget.give(each.bytes);
          forget(each);
          all.remove();
        } else if (!each.expiring) {
          each.expiring = true;
          Duration rest = Duration.between(now, each.at.plus(STAYS));
          Duration after = each.atOnce || rest.isNegative() ? Duration.ZERO : rest;
          going
              .computeIfAbsent(each.content.kind(), k -> new HashMap<>())
              .computeIfAbsent(after, k -> new ArrayList<>())
              .add(each);
        }
      }
    }
    again.forEach(this::stays);
    going.forEach((kind, byTime) -> byTime.forEach((after, those) -> go(kind, those, after)));
  }

  /** Whoever has it again has written it anew, so that nothing hangs on this. */
  private void stays(ContentStore.Kind kind, List<ContentHash> hashes) {
    var _ =
        store
            .touch(kind, hashes)
            .whenComplete((ignored, failure) -> {
              if (failure != null) {
                LOG.debugf("event=content_not_renewed kind=%s reason=%s", kind, failure);
              }
            });
  }

  private void go(ContentStore.Kind kind, List<Left> going, Duration after) {
    List<ContentHash> hashes = going.stream().map(each -> each.content.hash()).toList();
    hashes.forEach(hash -> forgotten.accept(kind, hash));
    var _ =
        store
            .expire(kind, hashes, after)
            .whenComplete((ignored, failure) -> {
              if (failure != null) {
                LOG.debugf("event=content_not_expired kind=%s reason=%s", kind, failure);
              }
              synchronized (left) {
                // A store that is away is asked again at the next sweep.
                going.forEach(each -> {
                  each.expiring = failure == null;
                  each.confirmed = failure == null;
                });
              }
            });
  }
}
