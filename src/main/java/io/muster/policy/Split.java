package io.muster.policy;

import io.muster.agent.AgentState;
import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.protocol.InstanceUid;
import java.util.List;
import java.util.Set;

/**
 * Which of a target's agents get another config than the target's own already (SEMANTICS 19). Only
 * a rollout writes it, and {@link Desired} reads nothing else of the rollout. The others keep what
 * the target names. Agents are known by their first uid.
 *
 * @param rollout the rollout's id; salts the deal, so that the same agents are not always the first
 * @param to what they get; pinned
 * @param basisPoints how many of the {@value #BUCKETS} buckets get it
 * @param portions agents that get it by what they are, whatever their bucket
 * @param canaries agents that get it by name
 * @param excluded agents that do not get it, whatever else is said: they came to harm with it
 */
public record Split(
    String rollout,
    ConfigReference to,
    int basisPoints,
    List<Portion> portions,
    Set<InstanceUid> canaries,
    Set<InstanceUid> excluded) {

  /** Buckets agents are dealt into: a hundredth of a percent each. */
  public static final int BUCKETS = 10_000;

  /** Most agents that are listed by uid; a rollout that wants more must not go on. */
  public static final int MAX_LISTED = 10_000;

  public Split {
    if (rollout.isEmpty()) {
      throw new IllegalArgumentException("a split needs the id of its rollout");
    }
    if (!to.pinned()) {
      throw new IllegalArgumentException("a split leads to a pinned revision, not to " + to);
    }
    check(basisPoints);
    portions = List.copyOf(portions);
    canaries = Set.copyOf(canaries);
    excluded = Set.copyOf(excluded);
    if (canaries.size() > MAX_LISTED || excluded.size() > MAX_LISTED) {
      throw new IllegalArgumentException("a split lists at most " + MAX_LISTED + " agents by uid");
    }
  }

  /**
   * Part of the agents that a selector matches.
   *
   * @param basisPoints how many of the {@value Split#BUCKETS} buckets
   */
  public record Portion(Selector selector, int basisPoints) {
    public Portion {
      check(basisPoints);
    }
  }

  private static void check(int basisPoints) {
    if (basisPoints < 0 || basisPoints > BUCKETS) {
      throw new IllegalArgumentException(
          "basis points are " + basisPoints + ", expected 0 to " + BUCKETS);
    }
  }

  /** A split that gives nobody anything yet. */
  public static Split none(String rollout, ConfigReference to) {
    return new Split(rollout, to, 0, List.of(), Set.of(), Set.of());
  }

  /** Whether it gives nobody anything. */
  public boolean isNone() {
    return basisPoints == 0 && portions.isEmpty() && canaries.isEmpty();
  }

  /**
   * Whether this agent, one of the target's, gets the other config.
   *
   * @param labelsOnly whether the target goes by operators' labels only
   */
  public boolean includes(AgentState agent, boolean labelsOnly) {
    InstanceUid uid = agent.facts().firstUid();
    if (excluded.contains(uid)) {
      return false;
    }
    if (canaries.contains(uid)) {
      return true;
    }
    int bucket = bucket(rollout, uid);
    if (bucket < basisPoints) {
      return true;
    }
    for (Portion portion : portions) {
      if (bucket < portion.basisPoints() && portion.selector().matches(agent, labelsOnly)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The bucket of an agent in one rollout, 0 to 9,999. Independent of {@link Bucket}, so that the
   * agents of a target of any weight are spread over all of them.
   */
  public static int bucket(String salt, InstanceUid firstUid) {
    long hash = mixed(0x9e3779b97f4a7c15L + salt.length());
    for (int i = 0; i < salt.length(); i++) {
      hash = mixed(hash ^ salt.charAt(i));
    }
    hash = mixed(hash ^ firstUid.mostSignificant());
    hash = mixed(hash ^ firstUid.leastSignificant());
    return (int) Long.remainderUnsigned(hash, BUCKETS);
  }

  /** The finishing step of SplitMix64 (Steele, Lea, Flood 2014): each bit moves about half. */
  private static long mixed(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
