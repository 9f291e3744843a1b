package io.muster.rollout;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.Health;
import io.muster.agent.OfferKind;
import io.muster.agent.Presence;
import io.muster.config.EncodedRevision;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.freeze.Freezes;
import io.muster.freeze.Outgoing;
import io.muster.policy.Desired;
import io.muster.policy.Fallbacks;
import io.muster.policy.Policy;
import io.muster.policy.Target;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.AgentWatch.Verdict;
import io.muster.rollout.ObservationBuilder.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One look at the agents of a rollout: what each says and how it is, and what that means for the
 * rollout. Takes the config back from agents that come to harm.
 */
final class FleetLook {

  /** How long agents may take to come back to a server that was away. */
  private static final Duration COMING_BACK = Duration.ofMinutes(2);

  /**
   * Who was last heard of longer than this after it was given the config did not leave because of
   * it: machines come and go.
   */
  private static final Duration DEPARTURE = Duration.ofMinutes(10);

  /**
   * What is looked with.
   *
   * @param watch how long an agent must stay well after APPLIED
   * @param since nobody was connected to this process before
   */
  record Context(
      Fleet fleet,
      FleetSettings settings,
      Fallbacks fallbacks,
      Freezes freezes,
      Duration watch,
      Instant since) {}

  private final Rollout rollout;
  private final Policy policy;
  private final WatchMemory memory;
  private final Instant now;
  private final ObservationBuilder builder = new ObservationBuilder();
  private final Fleet fleet;
  private final FleetSettings settings;
  private final Fallbacks fallbacks;
  private final Freezes freezes;
  private final Duration watch;
  private final Instant since;
  private final Instant steeredAt;
  private final boolean labelsOnly;
  private final @Nullable ContentHash from;
  private final boolean ending;

  FleetLook(Context context, Rollout rollout, Policy policy, WatchMemory memory) {
    this.fleet = context.fleet();
    this.settings = context.settings();
    this.fallbacks = context.fallbacks();
    this.freezes = context.freezes();
    this.watch = context.watch();
    this.since = context.since();
    this.rollout = rollout;
    this.policy = policy;
    this.memory = memory;
    this.now = fleet.now();
    this.from = policy.resolve(rollout.from()).map(EncodedRevision::hash).orElse(null);
    Optional<Target> target =
        policy.targets().stream().filter(each -> each.name().equals(rollout.target())).findFirst();
    // What a freeze stopped goes out when it is over.
    this.steeredAt =
        Collections.max(
            List.of(
                target.map(Target::changedAt).orElse(Instant.EPOCH),
                context.freezes().changedAt()));
    this.labelsOnly = target.filter(Target::labelsOnly).isPresent();
    RolloutState state = rollout.state();
    this.ending = state == RolloutState.ROLLING_BACK || state.finished();
  }

  /** The target's agents seen so far. */
  int total() {
    return builder.total;
  }

  /** What was seen. */
  Observation observation() {
    return builder.observation(rollout);
  }

  /** Looks at one agent, which takes configs. */
  void at(KnownAgent agent, AgentState state) {
    if (!(Desired.desired(state, policy).reason() instanceof Desired.ByTarget chosen)
        || !chosen.target().equals(rollout.target())) {
      return;
    }
    InstanceUid uid = state.facts().firstUid();
    boolean connected = agent.presence(now, settings) != Presence.DISCONNECTED;
    boolean given = rollout.id().equals(chosen.rollout());
    Attempts attempts = state.facts().attempts();
    Attempt known = attempts.get(OfferKind.CONFIG, rollout.hash());
    Attempt own = OwnAttempts.of(rollout, state);
    builder.total++;
    boolean frozen = freezes.stops(state, Outgoing.CHANGE);
    builder.frozen += frozen ? 1 : 0;
    if (ending) {
      if (own != null) {
        // Who has not come back to a server that has just started may still have the new config.
        comingBack(state, attempts, connected || unknown(agent));
      }
    } else if (agent.unverified()) {
      // Nobody knows whether it is the agent: it is no proof, and a probe is waited for.
      if (rollout.progress().place().probes().contains(uid)) {
        builder.pending(true);
      }
    } else if (given || rollout.progress().excluded().contains(uid)) {
      inIt(agent, state, uid, known, own, connected, frozen);
    } else {
      notInIt(agent, state, uid, known, connected);
    }
  }

  private void comingBack(AgentState state, Attempts attempts, boolean awaited) {
    Attempt newest = attempts.newest(OfferKind.CONFIG).orElse(null);
    boolean back =
        newest == null
            || !newest.hash().equals(rollout.hash())
            || (newest.state().terminal() && Evidence.has(state, from));
    if (back) {
      builder.rolledBack++;
    } else if (awaited && from != null && awaits(attempts, from)) {
      builder.rollbackPending++;
    }
  }

  /**
   * Whether it will be offered something; not if it refused the config before, and has no other.
   */
  private boolean awaits(Attempts attempts, ContentHash before) {
    boolean refused = attempts.find(OfferKind.CONFIG, before).filter(Attempt::failed).isPresent();
    return !refused
        || attempts
            .fallback(OfferKind.CONFIG, before)
            .filter(attempt -> !fallbacks.missing(attempt))
            .isPresent();
  }

  private void notInIt(
      KnownAgent agent,
      AgentState state,
      InstanceUid uid,
      @Nullable Attempt attempt,
      boolean connected) {
    boolean unhealthy = Evidence.unhealthy(state);
    if (unhealthy) {
      memory.unhealthyBefore.add(uid);
    } else {
      memory.unhealthyBefore.remove(uid);
    }
    boolean left = !connected && agent.lastSeen().plus(DEPARTURE).isAfter(now);
    Optional<Attempt> newest = state.facts().attempts().newest(OfferKind.CONFIG);
    builder.others(
        newest.filter(a -> a.state() != Attempt.State.NO_ANSWER && a.failed()).isPresent(),
        unhealthy,
        left && !unknown(agent),
        newest.filter(a -> a.state() == Attempt.State.NO_ANSWER).isPresent());
    boolean hasIt = Evidence.has(state, rollout.hash());
    if (!hasIt && (attempt == null || !attempt.failed())) {
      // Who has it already or refused it before is not offered it, and proves nothing.
      builder.waiting(rollout, state, labelsOnly, connected, unhealthy);
    }
  }

  private void inIt(
      KnownAgent agent,
      AgentState state,
      InstanceUid uid,
      @Nullable Attempt known,
      @Nullable Attempt attempt,
      boolean connected,
      boolean frozen) {
    boolean probe = rollout.progress().place().probes().contains(uid);
    // A probe counts by what became of it, not by its absence; of the others who is there is
    // waited for.
    boolean awaited =
        probe ? connected || mayComeBack(agent) : connected && !joined(agent, attempt);
    if (attempt == null) {
      if (Evidence.has(state, rollout.hash()) || (known != null && known.failed())) {
        // It has this config, or came to a bad end with it, since before: it is not offered it by
        // the rollout, which has no part in how it is.
        return;
      }
      if (awaited && now.isBefore(offeredBy(agent))) {
        builder.pending(probe);
      }
      return;
    }
    boolean left = left(agent, attempt.offeredAt());
    switch (attempt.state()) {
      case OFFERED -> {
        boolean late =
            watch(uid)
                    // In a freeze it is not sent again what it may have missed.
                    .late(
                        now,
                        connected && !frozen,
                        Duration.between(attempt.offeredAt(), attempt.deadline()))
                // Who never answers comes to an end as unconfirmed, or by what it runs.
                && state.tellsConfigStatus();
        builder.offered(state, watch(uid), left, late ? Outcome.UNANSWERED : null, probe);
        if (awaited && !late) {
          builder.pending(probe);
        } else if (probe && !connected) {
          builder.lost();
        }
      }
      case APPLYING -> {
        builder.offered(state, watch(uid), left, null, probe);
        if (awaited) {
          builder.pending(probe);
        } else if (probe) {
          builder.lost();
        }
      }
      case APPLIED, ADOPTED -> applied(agent, state, attempt, probe, awaited);
      case UNCONFIRMED -> {
        if (rollout.strategy().requireConfirmation()) {
          builder.offered(state, watch(uid), left, Outcome.UNANSWERED, probe);
        } else {
          applied(agent, state, attempt, probe, awaited);
        }
      }
      case FAILED -> builder.offered(state, watch(uid), left, Outcome.FAILED, probe);
      case NO_ANSWER -> builder.offered(state, watch(uid), left, Outcome.UNANSWERED, probe);
      case TAKEN_BACK -> {
        builder.offered(state, watch(uid), left, Outcome.FAILED, probe);
        builder.harmed.add(uid);
      }
    }
  }

  /** Until when a connected agent must have been offered the config: a poller has to ask first. */
  private Instant offeredBy(KnownAgent agent) {
    AgentConnection link = agent.link();
    Instant from = link != null && link.since().isAfter(steeredAt) ? link.since() : steeredAt;
    return from.plus(agent.patience(settings.offerTimeout()));
  }

  /**
   * Whether the agent came, or came back, when the others had been given the config: a stage does
   * not wait for those who join it.
   */
  private boolean joined(KnownAgent agent, @Nullable Attempt attempt) {
    Instant late = steeredAt.plus(agent.patience(settings.offerTimeout()));
    AgentConnection link = agent.link();
    return attempt == null
        ? link != null && link.since().isAfter(late)
        : attempt.tries() == 1 && attempt.offeredAt().isAfter(late);
  }

  private boolean left(KnownAgent agent, Instant given) {
    return agent.presence(now, settings) == Presence.DISCONNECTED
        && !unknown(agent)
        && agent.lastSeen().isBefore(given.plus(DEPARTURE));
  }

  private void applied(
      KnownAgent agent, AgentState state, Attempt attempt, boolean probe, boolean awaited) {
    InstanceUid uid = state.facts().firstUid();
    boolean connected = agent.presence(now, settings) != Presence.DISCONNECTED;
    if (!memory.watches.containsKey(uid) && watchIsOver(attempt)) {
      memory.watches.put(
          uid,
          AgentWatch.over(Evidence.unhealthy(state), rollout.strategy().requireHealth(), watch));
    }
    AgentWatch watch = watch(uid);
    boolean left = left(agent, attempt.changedAt());
    if (!connected && unknown(agent)) {
      builder.offered(state, watch, left, null, probe);
      if (awaited) {
        builder.pending(probe);
      }
      return;
    }
    if (!connected && agent.saidGoodbye() && watch.open()) {
      // It was stopped on purpose: that is no harm, and nobody knows how it would have gone on.
      builder.offered(state, watch, left, null, probe);
      if (awaited) {
        builder.pending(probe);
      } else if (probe) {
        builder.lost();
      }
      return;
    }
    Verdict verdict = watch.sample(now, connected, Evidence.health(state));
    switch (verdict) {
      case OPEN -> {
        builder.offered(state, watch, left, null, probe);
        if (probe || !joined(agent, attempt)) {
          builder.pending(probe);
        }
      }
      case WELL -> {
        boolean seen = attempt.state() != Attempt.State.UNCONFIRMED;
        builder.offered(state, watch, left, seen ? Outcome.APPLIED : Outcome.UNCONFIRMED, probe);
      }
      case UNHEALTHY, AWAY, SILENT -> {
        builder.offered(state, watch, left, Outcome.FAILED, probe);
        builder.harmed.add(uid);
        var _ =
            fleet.takeBack(
                agent, OfferKind.CONFIG, rollout.hash(), why(verdict, Evidence.health(state)));
      }
    }
  }

  /**
   * Whether the agent applied it so long ago that its watch was another process's: the one before
   * this, or the instance it was connected to.
   */
  private boolean watchIsOver(Attempt attempt) {
    Instant end = attempt.changedAt().plus(watch);
    return end.isBefore(since) || end.plus(COMING_BACK).isBefore(now);
  }

  private String why(Verdict verdict, @Nullable Health health) {
    String what =
        switch (verdict) {
          case AWAY -> "the agent was not connected";
          case SILENT -> "the agent did not report its health";
          case UNHEALTHY, OPEN, WELL ->
              "the agent was unhealthy"
                  + (health == null || health.lastError().isEmpty()
                      ? ""
                      : ": " + health.lastError());
        };
    return "rollout "
        + rollout.id()
        + " took it back: within "
        + watch.toSeconds()
        + " s after APPLIED "
        + what;
  }

  /** First uids of all agents there are. */
  Set<InstanceUid> known() {
    Set<InstanceUid> uids = new HashSet<>();
    fleet.agents().forEach(agent -> uids.add(agent.state().facts().firstUid()));
    return uids;
  }

  private AgentWatch watch(InstanceUid uid) {
    return memory.watches.computeIfAbsent(
        uid,
        u ->
            new AgentWatch(
                memory.unhealthyBefore.contains(u), rollout.strategy().requireHealth(), watch));
  }

  /** Whether an agent that is away was here so lately that it is waited for. */
  private boolean mayComeBack(KnownAgent agent) {
    Instant last = agent.lastSeen().isAfter(since) ? agent.lastSeen() : since;
    return now.isBefore(last.plus(COMING_BACK));
  }

  /**
   * Whether it cannot be said yet that an agent is away: this process has just started, or the
   * instance that had the agent has ended, and the agent has not come back so far.
   */
  private boolean unknown(KnownAgent agent) {
    return !agent.lastSeen().isAfter(since)
        ? now.isBefore(since.plus(COMING_BACK))
        : agent.cutOff() && now.isBefore(agent.lastSeen().plus(COMING_BACK));
  }
}
