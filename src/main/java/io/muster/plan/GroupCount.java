package io.muster.plan;

import io.muster.agent.AgentState;
import io.muster.collector.KnownDistributions;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.protocol.InstanceUid;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts the agents that change in the same way. For one plan, one thread. */
final class GroupCount {

  static final int SAMPLE = 10;

  /** From one revision to another. */
  record Key(@Nullable ConfigReference from, @Nullable ConfigReference to) {}

  /** Agents that have something in common, of which some are named. */
  static final class Some {
    private final List<InstanceUid> sample = new ArrayList<>();
    private int agents;

    void add(InstanceUid uid) {
      agents++;
      if (sample.size() < SAMPLE) {
        sample.add(uid);
      }
    }

    int agents() {
      return agents;
    }

    List<InstanceUid> sample() {
      return sample;
    }
  }

  /** Agents of one build. */
  static final class OfBuild {
    private final AgentState one;
    private final Some some = new Some();
    private int restarts;
    private int waiting;

    OfBuild(AgentState one) {
      this.one = one;
    }

    AgentState one() {
      return one;
    }

    Some some() {
      return some;
    }

    int restarts() {
      return restarts;
    }

    int waiting() {
      return waiting;
    }
  }

  private final Key key;
  private final @Nullable EncodedRevision to;
  private final Some all = new Some();
  private final TreeSet<String> targets = new TreeSet<>();
  private final Map<KnownDistributions.Build, OfBuild> builds = new HashMap<>();
  private final Map<Plan.Reason, Some> obstacles = new EnumMap<>(Plan.Reason.class);
  private int connected;
  private int running;

  GroupCount(Key key, @Nullable EncodedRevision to) {
    this.key = key;
    this.to = to;
  }

  /**
   * Counts an agent in.
   *
   * @param obstacle why it is not offered the config; null if it is
   * @param loads whether it would load it
   * @param waits whether it would load it only when the window of its target opens
   * @param runsIt whether it runs it already without having been sent anything: it is sent nothing
   */
  void add(
      AgentState agent,
      @Nullable String target,
      boolean isConnected,
      Plan.@Nullable Reason obstacle,
      boolean loads,
      boolean waits,
      boolean runsIt) {
    all.add(agent.uid());
    connected += isConnected ? 1 : 0;
    if (target != null) {
      targets.add(target);
    }
    if (runsIt) {
      running++;
      return; // What its build would refuse does not matter: it runs.
    }
    if (obstacle != null) {
      obstacles.computeIfAbsent(obstacle, reason -> new Some()).add(agent.uid());
      return;
    }
    if (to != null) {
      OfBuild build =
          builds.computeIfAbsent(KnownDistributions.build(agent), b -> new OfBuild(agent));
      build.some.add(agent.uid());
      build.restarts += loads && !waits ? 1 : 0;
      build.waiting += loads && waits ? 1 : 0;
    }
  }

  Key key() {
    return key;
  }

  Some all() {
    return all;
  }

  int connected() {
    return connected;
  }

  int running() {
    return running;
  }

  List<String> targets() {
    return List.copyOf(targets);
  }

  List<OfBuild> builds() {
    return builds.values().stream()
        .sorted(java.util.Comparator.comparingInt((OfBuild b) -> b.some.agents).reversed())
        .toList();
  }

  Map<Plan.Reason, Some> obstacles() {
    return obstacles;
  }
}
