package io.muster.rollout;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.Health;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Presence;
import io.muster.config.Desired;
import io.muster.config.EncodedRevision;
import io.muster.config.Fallbacks;
import io.muster.config.Policy;
import io.muster.config.PolicySource;
import io.muster.config.Target;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.AgentWatch.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the agents of a rollout: what they say, how they are, and whether they stay well. Takes
 * the config back from those that do not. Among several instances each looks at its own agents.
 * What it remembers is lost with the process; then agents are watched once more. One thread; a look
 * at 20,000 agents takes some milliseconds.
 */
final class FleetObserver implements Observations {

  /** How long agents may take to come back to a server that was away. */
  private static final Duration COMING_BACK = Duration.ofMinutes(2);

  private final Fleet fleet;
  private final FleetSettings settings;
  private final PolicySource policies;
  private final Fallbacks fallbacks;
  private final BooleanSupplier leading;
  private final Duration watch;
  private final Map<String, Memory> memories = new HashMap<>();

  /** Nobody was connected to this process before; see {@link #unknown}. */
  private final Instant since;

  /** What is remembered of one rollout's agents. */
  private static final class Memory {
    final Map<InstanceUid, AgentWatch> watches = new HashMap<>();
    final Set<InstanceUid> unhealthyBefore = new HashSet<>();
  }

  /**
   * An observer.
   *
   * @param leading whether this instance looks at the agents that no instance has, too
   * @param watch how long an agent must stay well after APPLIED
   */
  FleetObserver(
      Fleet fleet,
      FleetSettings settings,
      PolicySource policies,
      Fallbacks fallbacks,
      BooleanSupplier leading,
      Duration watch) {
    this.fleet = fleet;
    this.settings = settings;
    this.policies = policies;
    this.fallbacks = fallbacks;
    this.leading = leading;
    this.watch = watch;
    this.since = fleet.now();
  }

  @Override
  public void keep(Set<String> rollouts) {
    memories.keySet().retainAll(rollouts);
  }

  @Override
  public Optional<Observation> of(Rollout rollout) {
    Policy policy = policies.current();
    if (!inForce(rollout, policy)) {
      return Optional.empty();
    }
    Memory memory = memories.computeIfAbsent(rollout.id(), id -> new Memory());
    boolean nobodys = leading.getAsBoolean();
    Look look = new Look(rollout, policy, memory, fleet.now());
    for (KnownAgent agent : fleet.agents()) {
      AgentState state = agent.state();
      if (state.can(AgentCapability.ACCEPTS_REMOTE_CONFIG)
          && (agent.link() != null || (nobodys && agent.holdingElsewhere() == null))) {
        look.at(agent, state);
      }
    }
    return Optional.of(look.tally.observation(rollout));
  }

  /** Whether the policy that is in force here is what the rollout's step made of the target. */
  private static boolean inForce(Rollout rollout, Policy policy) {
    for (Target target : policy.targets()) {
      if (target.name().equals(rollout.target()) && rollout.holds(target)) {
        return rollout.steered(target).equals(target);
      }
    }
    return rollout.state() == RolloutState.ROLLING_BACK || rollout.state().finished();
  }

  /**
   * Whether it cannot be said yet that an agent is away: this process has just started, and the
   * agent has not come back so far.
   */
  private boolean unknown(KnownAgent agent, Instant now) {
    return !agent.lastSeen().isAfter(since) && now.isBefore(since.plus(COMING_BACK));
  }

  /** One pass over the fleet. */
  private final class Look {
    private final Rollout rollout;
    private final Policy policy;
    private final Memory memory;
    private final Instant now;
    private final Tally tally = new Tally();
    private final Instant steeredAt;
    private final @Nullable ContentHash from;
    private final boolean ending;

    Look(Rollout rollout, Policy policy, Memory memory, Instant now) {
      this.rollout = rollout;
      this.policy = policy;
      this.memory = memory;
      this.now = now;
      this.from = policy.resolve(rollout.from()).map(EncodedRevision::hash).orElse(null);
      this.steeredAt =
          policy.targets().stream()
              .filter(target -> target.name().equals(rollout.target()))
              .map(Target::changedAt)
              .findFirst()
              .orElse(Instant.EPOCH);
      RolloutState state = rollout.state();
      this.ending = state == RolloutState.ROLLING_BACK || state.finished();
    }

    void at(KnownAgent agent, AgentState state) {
      if (!(Desired.desired(state, policy).reason() instanceof Desired.ByTarget chosen)
          || !chosen.target().equals(rollout.target())) {
        return;
      }
      InstanceUid uid = state.facts().firstUid();
      boolean connected = agent.presence(now, settings) != Presence.DISCONNECTED;
      boolean given = rollout.id().equals(chosen.rollout());
      Attempts attempts = state.facts().attempts();
      Attempt attempt = attempts.find(OfferKind.CONFIG, rollout.hash()).orElse(null);
      tally.total++;
      if (ending) {
        if (attempt != null) {
          comingBack(state, attempts, connected);
        }
      } else if (given || rollout.progress().excluded().contains(uid)) {
        inIt(agent, state, uid, attempt, connected);
      } else {
        notInIt(state, uid, connected, !connected && !unknown(agent, now));
      }
    }

    private void comingBack(AgentState state, Attempts attempts, boolean connected) {
      boolean newest =
          attempts
              .newest(OfferKind.CONFIG)
              .filter(attempt -> attempt.hash().equals(rollout.hash()))
              .isPresent();
      if (!newest || has(state, from)) {
        tally.rolledBack++;
      } else if (connected && from != null && awaits(attempts, from)) {
        tally.rollbackPending++;
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

    private static boolean has(AgentState state, @Nullable ContentHash hash) {
      OfferStatus status = state.reported().configStatus();
      return hash != null
          && status != null
          && status.state() == OfferStatus.State.APPLIED
          && status.hash().equals(hash);
    }

    private void notInIt(AgentState state, InstanceUid uid, boolean connected, boolean away) {
      boolean unhealthy = unhealthy(state);
      if (unhealthy) {
        memory.unhealthyBefore.add(uid);
      } else {
        memory.unhealthyBefore.remove(uid);
      }
      Optional<Attempt> newest = state.facts().attempts().newest(OfferKind.CONFIG);
      tally.others(
          newest.filter(a -> a.state() != Attempt.State.NO_ANSWER && a.failed()).isPresent(),
          unhealthy,
          away,
          newest.filter(a -> a.state() == Attempt.State.NO_ANSWER).isPresent());
      tally.candidate(rollout, state, uid, connected, unhealthy);
    }

    private void inIt(
        KnownAgent agent,
        AgentState state,
        InstanceUid uid,
        @Nullable Attempt attempt,
        boolean connected) {
      boolean probe = rollout.progress().place().probes().contains(uid);
      boolean away = !connected && !unknown(agent, now);
      if (attempt == null) {
        if (has(state, rollout.hash())) {
          applied(agent, state, uid, probe, connected);
        } else if (connected && now.isBefore(steeredAt.plus(settings.offerTimeout()))) {
          tally.pending(probe);
        }
        return;
      }
      switch (attempt.state()) {
        case OFFERED -> {
          boolean late =
              watch(uid)
                  .late(now, connected, Duration.between(attempt.offeredAt(), attempt.deadline()));
          tally.offered(state, watch(uid), away, late ? Outcome.UNANSWERED : null);
          if (connected && !late) {
            tally.pending(probe);
          }
        }
        case APPLYING -> {
          tally.offered(state, watch(uid), away, null);
          if (connected) {
            tally.pending(probe);
          }
        }
        case APPLIED -> applied(agent, state, uid, probe, connected);
        case FAILED -> tally.offered(state, watch(uid), away, Outcome.FAILED);
        case NO_ANSWER -> tally.offered(state, watch(uid), away, Outcome.UNANSWERED);
        case TAKEN_BACK -> {
          tally.offered(state, watch(uid), away, Outcome.FAILED);
          tally.harmed.add(uid);
        }
      }
    }

    private void applied(
        KnownAgent agent, AgentState state, InstanceUid uid, boolean probe, boolean connected) {
      AgentWatch watch = watch(uid);
      if (!connected && unknown(agent, now)) {
        tally.offered(state, watch, false, null);
        return;
      }
      Verdict verdict = watch.sample(now, connected, state.reported().health());
      switch (verdict) {
        case OPEN -> {
          tally.offered(state, watch, !connected, null);
          tally.pending(probe);
        }
        case WELL -> tally.offered(state, watch, !connected, Outcome.APPLIED);
        case UNHEALTHY, AWAY, SILENT -> {
          tally.offered(state, watch, !connected, Outcome.FAILED);
          tally.harmed.add(uid);
          var _ =
              fleet.takeBack(
                  agent, OfferKind.CONFIG, rollout.hash(), why(verdict, state.reported().health()));
        }
      }
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

    private AgentWatch watch(InstanceUid uid) {
      return memory.watches.computeIfAbsent(
          uid,
          u ->
              new AgentWatch(
                  memory.unhealthyBefore.contains(u), rollout.strategy().requireHealth(), watch));
    }
  }

  static boolean unhealthy(AgentState state) {
    Health health = state.reported().health();
    return health != null && !health.healthy();
  }

  /** How it ended for an agent. */
  enum Outcome {
    APPLIED,
    FAILED,
    UNANSWERED
  }
}
