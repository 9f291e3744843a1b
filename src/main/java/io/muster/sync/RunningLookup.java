package io.muster.sync;

import io.muster.agent.AgentState;
import io.muster.config.EncodedRevision;
import io.muster.fleet.Connections;
import io.muster.fleet.Fleet;
import io.muster.fleet.Offer.Running;
import io.muster.policy.RunningConfigs;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether agents that were never sent a config run what is wanted of them: one comparison
 * per pair of contents, one after the other, on a thread of its own while there are any. Those who
 * wait for one are looked at again when it is done. Thread-safe.
 */
@Singleton
public final class RunningLookup implements RunningConfigs {

  private static final Logger LOG = Logger.getLogger(RunningLookup.class);

  /** Pairs remembered; over it the one not asked for longest is forgotten. */
  private static final int PAIRS = 50_000;

  /** Pairs that wait to be compared; over it agents come again with their next look. */
  private static final int WAITING = 1_000;

  /** So many agents are looked at again one by one. */
  private static final int MANY = 256;

  /** How long it is believed that a content is not there. */
  private static final Duration MISSING = Duration.ofSeconds(2);

  private record Pair(ContentHash wanted, ContentHash effective) {}

  /** What was found; of a content that was not there, until when that is believed. */
  private record Found(Running running, Instant until) {}

  /** A comparison to be made, and who waits for it. */
  private record Look(
      EncodedRevision wanted, CompletableFuture<Void> done, Set<InstanceUid> waiting) {}

  private final Fleet fleet;
  private final DriftCache comparisons;
  private final Consumer<Set<InstanceUid>> lookAgain;
  private final Executor executor;

  /** Guarded by itself, as all else here. */
  private final Map<Pair, Found> found =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Found> eldest) {
          return size() > PAIRS;
        }
      };

  private final Map<Pair, Look> looks = new LinkedHashMap<>();
  private boolean looking;

  @Inject
  RunningLookup(Fleet fleet, SecretKeys secretKeys, Connections connections) {
    this(
        fleet,
        secretKeys,
        // Many are looked at in slices, as after a change of policy.
        agents -> {
          if (agents.size() > MANY) {
            connections.reconcileAll();
          } else {
            agents.forEach(connections::reconcile);
          }
        },
        Thread::startVirtualThread);
  }

  /**
   * As injected, for those who put a server together by hand.
   *
   * @param lookAgain at agents of which it is known now
   */
  public RunningLookup(
      Fleet fleet, SecretKeys secretKeys, Consumer<Set<InstanceUid>> lookAgain, Executor executor) {
    this.fleet = fleet;
    this.comparisons = new DriftCache(fleet, new SecretRedaction(secretKeys));
    this.lookAgain = lookAgain;
    this.executor = executor;
  }

  @Override
  public Running known(AgentState agent, EncodedRevision wanted) {
    ContentHash effective = agent.reported().effectiveConfig();
    if (effective == null || !agent.neverSentConfig()) {
      return Running.OTHER;
    }
    synchronized (found) {
      Found known = found.get(new Pair(wanted.hash(), effective));
      return known == null || !fleet.now().isBefore(known.until())
          ? Running.NOT_KNOWN_YET
          : known.running();
    }
  }

  @Override
  public CompletableFuture<Void> findOut(AgentState agent, EncodedRevision wanted) {
    ContentHash effective = agent.reported().effectiveConfig();
    if (effective == null || known(agent, wanted) != Running.NOT_KNOWN_YET) {
      return CompletableFuture.completedFuture(null);
    }
    Pair pair = new Pair(wanted.hash(), effective);
    boolean start;
    Look look;
    synchronized (found) {
      look = looks.get(pair);
      if (look == null) {
        if (looks.size() >= WAITING) {
          return CompletableFuture.completedFuture(null);
        }
        look = new Look(wanted, new CompletableFuture<>(), new HashSet<>());
        looks.put(pair, look);
      }
      look.waiting().add(agent.uid());
      start = !looking;
      looking = true;
    }
    if (start) {
      executor.execute(this::lookAtAll);
    }
    return look.done();
  }

  private void lookAtAll() {
    while (true) {
      Pair pair;
      EncodedRevision wanted;
      synchronized (found) {
        Iterator<Map.Entry<Pair, Look>> next = looks.entrySet().iterator();
        if (!next.hasNext()) {
          looking = false;
          return;
        }
        Map.Entry<Pair, Look> first = next.next();
        pair = first.getKey();
        wanted = first.getValue().wanted();
      }
      Found result = null;
      try {
        result = compared(pair, wanted);
      } catch (RuntimeException e) {
        // The store is away: asked again with the next look at the agent.
        LOG.debugf(e, "event=running_config_unknown hash=%s", pair.effective());
      } catch (StackOverflowError e) {
        result = new Found(Running.OTHER, Instant.MAX);
      }
      done(pair, result);
    }
  }

  private Found compared(Pair pair, EncodedRevision wanted) {
    return comparisons
        .running(pair.effective(), wanted)
        .map(running -> new Found(running, Instant.MAX))
        .orElseGet(() -> new Found(Running.UNTOLD, fleet.now().plus(MISSING)));
  }

  private void done(Pair pair, @Nullable Found result) {
    Look look;
    synchronized (found) {
      look = looks.remove(pair);
      if (result != null) {
        found.put(pair, result);
      }
    }
    if (look != null) {
      look.done().complete(null);
      if (result != null) {
        lookAgain.accept(Set.copyOf(look.waiting()));
      }
    }
  }

  @Override
  public boolean runs(AgentState agent, EncodedRevision wanted) {
    Running known = known(agent, wanted);
    ContentHash effective = agent.reported().effectiveConfig();
    if (known == Running.NOT_KNOWN_YET && effective != null) {
      Pair pair = new Pair(wanted.hash(), effective);
      Found result = compared(pair, wanted);
      synchronized (found) {
        found.put(pair, result);
      }
      known = result.running();
    }
    return known == Running.THIS;
  }
}
