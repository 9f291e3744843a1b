package io.muster.rollout;

import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Reported;
import io.muster.config.ConfigReference;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.policy.TestTargets;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.Observation.Candidate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Agents of one target as rollouts see them, without wire, fleet or time: each acts once a turn.
 */
final class ModelFleet implements Observations {

  /** What a config does to an agent. */
  enum Nature {
    GOOD,
    FAILS,
    SICK,
    SILENT,
    VANISHES
  }

  private enum Stand {
    UNTOUCHED,
    OFFERED,
    APPLIED,
    WELL,
    FAILED,
    UNANSWERED,
    HARMED
  }

  /** One agent. */
  private static final class Agent {
    final AgentState state;
    final Nature nature;
    boolean connected = true;
    Stand stand = Stand.UNTOUCHED;
    boolean back;

    /** It came when the rollout was under way. */
    boolean joined;

    int turns;
    int awayTurns;

    Agent(InstanceUid uid, Nature nature) {
      this.state = new AgentState(uid, Reported.NOTHING, AgentFacts.of(uid, Instant.EPOCH));
      this.nature = nature;
    }

    boolean touched() {
      return stand != Stand.UNTOUCHED;
    }

    boolean atEnd() {
      return switch (stand) {
        case WELL, FAILED, UNANSWERED, HARMED -> true;
        case UNTOUCHED, OFFERED, APPLIED -> false;
      };
    }
  }

  /** Turns a probe that is away is waited for. */
  private static final int WAITED_FOR = 120;

  /** Agents for which a freeze holds: nothing new is sent to any. */
  int frozen;

  private final TestTargets targets;
  private final String target;
  private final List<Agent> agents = new ArrayList<>();

  ModelFleet(TestTargets targets, String target) {
    this.targets = targets;
    this.target = target;
  }

  void add(Nature nature, RandomGenerator random) {
    agents.add(new Agent(new InstanceUid(random.nextLong(), random.nextLong()), nature));
  }

  /** One comes while a rollout is under way. */
  void join(Nature nature, RandomGenerator random) {
    add(nature, random);
    agents.getLast().joined = true;
  }

  int touched() {
    return (int) agents.stream().filter(Agent::touched).count();
  }

  /** Agents that were given the new config and not the one before, though they are connected. */
  int leftBehind() {
    return (int) agents.stream().filter(a -> a.touched() && !a.back && a.connected).count();
  }

  /** Some come, some go. */
  void disturb(RandomGenerator random) {
    for (Agent agent : agents) {
      if (random.nextInt(50) == 0) {
        agent.connected = !agent.connected;
      }
    }
  }

  /** So many go. */
  void away(int count) {
    agents.subList(0, count).forEach(agent -> agent.connected = false);
  }

  /** These go. */
  void away(Set<InstanceUid> uids) {
    agents.stream()
        .filter(agent -> uids.contains(agent.state.uid()))
        .forEach(agent -> agent.connected = false);
  }

  void allConnected() {
    agents.forEach(agent -> agent.connected = true);
  }

  /** Every connected agent takes what it should have, or a step with it. */
  void turn(ConfigReference to) {
    Target now = targets.get(target);
    for (Agent agent : agents) {
      if (!agent.connected) {
        agent.awayTurns++;
        continue;
      }
      agent.awayTurns = 0;
      boolean given = now.split() instanceof Split split && split.includes(agent.state, false);
      if (given || now.config().equals(to)) {
        agent.back = false;
        step(agent);
        // It dies of the config before it has said anything of it.
        agent.connected = agent.nature != Nature.VANISHES;
      } else if (agent.touched()) {
        agent.back = true;
      }
    }
  }

  private static void step(Agent agent) {
    agent.turns++;
    agent.stand =
        switch (agent.stand) {
          case UNTOUCHED -> Stand.OFFERED;
          case OFFERED ->
              switch (agent.nature) {
                case GOOD, SICK -> Stand.APPLIED;
                case FAILS -> agent.turns > 3 ? Stand.FAILED : Stand.OFFERED;
                case SILENT -> agent.turns > 4 ? Stand.UNANSWERED : Stand.OFFERED;
                case VANISHES -> Stand.OFFERED;
              };
          case APPLIED -> agent.nature == Nature.SICK ? Stand.HARMED : Stand.WELL;
          case WELL, FAILED, UNANSWERED, HARMED -> agent.stand;
        };
  }

  @Override
  public Optional<Observation> of(Rollout rollout) {
    Target now = targets.get(target);
    CohortCounts offered = CohortCounts.NONE;
    CohortCounts others = CohortCounts.NONE;
    int applied = 0;
    int pending = 0;
    int probesPending = 0;
    int rolledBack = 0;
    int rollbackPending = 0;
    Set<InstanceUid> harmed = new HashSet<>();
    int probesEnded = 0;
    int probesLost = 0;
    int waiting = 0;
    List<Candidate> candidates = new ArrayList<>();
    for (Agent agent : agents) {
      InstanceUid uid = agent.state.uid();
      boolean given = now.split() instanceof Split split && split.includes(agent.state, false);
      boolean in = given || rollout.progress().excluded().contains(uid);
      CohortCounts one =
          new CohortCounts(
              1,
              agent.stand == Stand.FAILED || agent.stand == Stand.HARMED ? 1 : 0,
              0,
              0,
              agent.connected ? 0 : 1,
              agent.stand == Stand.UNANSWERED ? 1 : 0,
              0);
      if (in && agent.touched()) {
        offered = offered.plus(one);
      } else if (!in) {
        others = others.plus(one);
        if (!agent.touched() && isFor(rollout, agent)) {
          waiting++;
          if (agent.connected) {
            candidates.add(new Candidate(uid, true));
          }
        }
      }
      applied += agent.stand == Stand.WELL ? 1 : 0;
      boolean probe = rollout.progress().place().probes().contains(uid);
      boolean awaited =
          probe
              ? agent.connected || agent.awayTurns < WAITED_FOR
              : agent.connected && !agent.joined;
      if (in && awaited && !agent.atEnd()) {
        pending++;
        probesPending += probe ? 1 : 0;
      }
      probesEnded += in && probe && agent.atEnd() ? 1 : 0;
      probesLost += in && probe && !awaited && agent.touched() && !agent.atEnd() ? 1 : 0;
      if (agent.stand == Stand.HARMED) {
        harmed.add(uid);
      }
      if (agent.touched()) {
        rolledBack += agent.back ? 1 : 0;
        rollbackPending += !agent.back && agent.connected ? 1 : 0;
      }
    }
    candidates.sort(Candidate.preference(rollout.id()));
    return Optional.of(
        new Observation(
            agents.size(),
            applied,
            offered,
            others,
            pending,
            probesPending,
            probesEnded,
            probesLost,
            waiting,
            rolledBack,
            rollbackPending,
            harmed,
            candidates,
            frozen));
  }

  private static boolean isFor(Rollout rollout, Agent agent) {
    return switch (rollout.currentStage().share()) {
      case StageScope.Percent(int basisPoints) ->
          Split.bucket(rollout.id(), agent.state.uid()) < basisPoints;
      case StageScope.Matching(var selector) -> selector.matches(agent.state);
    };
  }

  @Override
  public void keep(Set<String> rollouts) {}
}
