package io.muster.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Reported;
import io.muster.agent.UidAssignment;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * New uids for agents: on their request, by an operator, or because two share one (ID-4 to ID-12).
 * State, labels and bucket move along; the old uid stays an alias for a while. Thread-safe.
 */
final class UidChanges {

  private static final Logger LOG = Logger.getLogger(UidChanges.class);

  /** How old the note of an alias's last use may get before it is written again. */
  private static final Duration ALIAS_PRECISION = Duration.ofHours(1);

  private final AgentIndex index;
  private final AgentSaver saver;
  private final AgentLabels labels;
  private final InstanceUids uids;
  private final FleetEvents events;
  private final InstantSource clock;

  /**
   * New uids given to the second of two agents that share one, until it speaks with it: by the
   * shared uid.
   */
  @GuardedBy("duplicates")
  private final Map<InstanceUid, KnownAgent> duplicates = new HashMap<>();

  private static final int MAX_DUPLICATES = 10_000;

  UidChanges(
      AgentIndex index,
      AgentSaver saver,
      AgentLabels labels,
      InstanceUids uids,
      FleetEvents events,
      InstantSource clock) {
    this.index = index;
    this.saver = saver;
    this.labels = labels;
    this.uids = uids;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Moves an agent to a new uid; the one it was given before, if it has not spoken with that yet.
   * Fails with {@link AgentGone} if it was deleted meanwhile.
   */
  CompletableFuture<InstanceUid> assign(KnownAgent agent) {
    InstanceUid from;
    InstanceUid to;
    CompletableFuture<Void> stored;
    synchronized (agent) {
      if (agent.gone()) {
        return CompletableFuture.failedFuture(new AgentGone(agent.uid()));
      }
      AgentState state = agent.state();
      UidAssignment open = state.facts().assignment();
      if (open != null) {
        agent.remember(state.facts().withAssignment(new UidAssignment(open.uid(), 0)));
        return saver.save(agent, RecordKind.FACTS).thenApply(ignored -> open.uid());
      }
      from = state.uid();
      to = uids.next();
      Map<InstanceUid, Instant> before = state.facts().formerUids();
      AgentFacts facts =
          state
              .facts()
              .withFormerUids(withAlias(before, from, clock.instant()))
              .withAssignment(new UidAssignment(to, 0));
      before.keySet().stream()
          .filter(uid -> !facts.formerUids().containsKey(uid))
          .forEach(uid -> index.dropAlias(uid, agent));
      agent.renamed(to, facts);
      index.moved(agent, from);
      stored =
          saver.remove(
              List.of(from),
              CompletableFuture.allOf(
                  saver.save(agent, RecordKind.FACTS), saver.save(agent, RecordKind.REPORT)));
    }
    LOG.infof("event=uid_assigned agent=%s former=%s", to, from);
    events.publish(new FleetListener.Renamed(to, from));
    return labels.moved(agent, stored).thenApply(ignored -> to);
  }

  private static Map<InstanceUid, Instant> withAlias(
      Map<InstanceUid, Instant> aliases, InstanceUid uid, Instant now) {
    Map<InstanceUid, Instant> result = new HashMap<>(aliases);
    result.put(uid, now);
    while (result.size() > AgentFacts.MAX_FORMER_UIDS) {
      result.entrySet().stream()
          .filter(entry -> !entry.getKey().equals(uid))
          .min(Comparator.comparing(Map.Entry::getValue))
          .ifPresent(oldest -> result.remove(oldest.getKey()));
    }
    return result;
  }

  /**
   * A record of its own for the second agent that speaks under a uid; the same one while that agent
   * has not taken its new uid. Empty if the fleet has so many agents already.
   */
  Optional<KnownAgent> separate(KnownAgent holder, int maxAgents) {
    Instant now = clock.instant();
    InstanceUid shared = holder.uid();
    synchronized (duplicates) {
      KnownAgent waiting = duplicates.get(shared);
      if (waiting != null && !waiting.gone() && waiting.state().facts().assignment() != null) {
        return Optional.of(waiting);
      }
      if (index.size() >= maxAgents) {
        return Optional.empty();
      }
      if (duplicates.size() >= MAX_DUPLICATES) {
        duplicates.clear();
      }
      InstanceUid uid = uids.next();
      AgentFacts facts = AgentFacts.of(uid, now).withAssignment(new UidAssignment(uid, 0));
      KnownAgent agent =
          index.add(
              new KnownAgent(
                  new AgentState(uid, Reported.NOTHING, facts), SequenceCheck.UNKNOWN, now));
      duplicates.put(shared, agent);
      LOG.warnf("event=duplicate_uid agent=%s assigned=%s", shared, uid);
      var _ = saver.save(agent, RecordKind.FACTS);
      return Optional.of(agent);
    }
  }

  /**
   * The facts after the agent spoke under a uid: taking the new one settles the assignment, using
   * an old one keeps it alive.
   */
  AgentFacts spoken(AgentState state, AgentFacts facts, InstanceUid used, Instant now) {
    UidAssignment assignment = facts.assignment();
    if (used.equals(state.uid())) {
      return assignment == null ? facts : facts.withAssignment(null);
    }
    Instant last = facts.formerUids().get(used);
    if (last != null && last.plus(ALIAS_PRECISION).isBefore(now)) {
      return facts.withFormerUids(withAlias(facts.formerUids(), used, now));
    }
    return facts;
  }
}
