package io.muster.rollout;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.config.Page;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.RolloutAgentStore.Kept;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which agents a rollout gave its config, and how it went with each. While it is under way that is
 * what is known of the agents; when it ends, those with which it did not go well are written down,
 * because agents and their histories go on. Blocks; thread-safe.
 */
public final class RolloutAgents {

  /** Agents kept of a rollout that has ended; those that failed before the others. */
  static final int MAX_KEPT = 1_000;

  private static final Comparator<RolloutAgent> WORST_FIRST =
      Comparator.comparing(RolloutAgent::outcome).thenComparing(RolloutAgent::uid);

  private final Fleet fleet;
  private final RolloutAgentStore store;

  RolloutAgents(Fleet fleet, RolloutAgentStore store) {
    this.fleet = fleet;
    this.store = store;
  }

  /**
   * A page of them, in the order of their uids.
   *
   * @param outcome only those; null for all
   * @param after uid of the last one of the page before; null for the first page
   */
  public Page<RolloutAgent> page(
      Rollout rollout, @Nullable AgentOutcome outcome, @Nullable InstanceUid after, int limit) {
    List<RolloutAgent> all =
        agents(rollout)
            .filter(agent -> outcome == null || agent.outcome() == outcome)
            .sorted(Comparator.comparing(RolloutAgent::uid))
            .toList();
    List<RolloutAgent> rest =
        after == null
            ? all
            : all.stream().filter(agent -> agent.uid().compareTo(after) > 0).toList();
    List<RolloutAgent> some = rest.subList(0, Math.min(limit, rest.size()));
    return new Page<>(
        some, all.size(), some.size() < rest.size() ? some.getLast().uid().toString() : null);
  }

  /** Agents of a rollout that has ended that were not kept; 0 while it is under way. */
  public int more(Rollout rollout) {
    return kept(rollout).map(Kept::more).orElse(0);
  }

  private Stream<RolloutAgent> agents(Rollout rollout) {
    Kept kept = kept(rollout).orElse(null);
    if (kept == null) {
      return known(rollout);
    }
    Set<InstanceUid> written = new HashSet<>();
    kept.agents().forEach(agent -> written.add(agent.uid()));
    // With whom it went well is not written down, and known while they are.
    return Stream.concat(
        kept.agents().stream(),
        known(rollout)
            .filter(agent ->
                agent.outcome() == AgentOutcome.APPLIED && !written.contains(agent.uid())));
  }

  private Optional<Kept> kept(Rollout rollout) {
    return rollout.state().finished() ? store.of(rollout.id()) : Optional.empty();
  }

  /** Writes down with whom it did not go well. */
  void ended(Rollout rollout) {
    List<RolloutAgent> agents =
        known(rollout)
            .filter(agent -> agent.outcome() != AgentOutcome.APPLIED)
            .sorted(WORST_FIRST)
            .toList();
    List<RolloutAgent> some = agents.subList(0, Math.min(MAX_KEPT, agents.size()));
    store.keep(rollout.id(), new Kept(some, agents.size() - some.size()));
  }

  private Stream<RolloutAgent> known(Rollout rollout) {
    fleet.requireLoaded();
    return fleet.agents().stream()
        .map(KnownAgent::state)
        .flatMap(agent -> Stream.ofNullable(of(rollout, agent)));
  }

  private static @Nullable RolloutAgent of(Rollout rollout, AgentState agent) {
    Attempt attempt = OwnAttempts.of(rollout, agent);
    return attempt == null
        ? null
        : new RolloutAgent(
            agent.uid(), outcome(rollout, agent, attempt), attempt.error(), attempt.changedAt());
  }

  private static AgentOutcome outcome(Rollout rollout, AgentState agent, Attempt attempt) {
    boolean back =
        rollout.progress().takesBack()
            && agent
                .facts()
                .attempts()
                .newest(OfferKind.CONFIG)
                .filter(newest -> !newest.hash().equals(attempt.hash()))
                .isPresent();
    return switch (attempt.state()) {
      case OFFERED, APPLYING -> back ? AgentOutcome.ROLLED_BACK : AgentOutcome.PENDING;
      case APPLIED, ADOPTED -> back ? AgentOutcome.ROLLED_BACK : AgentOutcome.APPLIED;
      case UNCONFIRMED -> back ? AgentOutcome.ROLLED_BACK : AgentOutcome.UNCONFIRMED;
      case FAILED -> AgentOutcome.FAILED;
      case NO_ANSWER -> AgentOutcome.UNANSWERED;
      case TAKEN_BACK ->
          rollout.progress().excluded().contains(agent.facts().firstUid())
              ? AgentOutcome.FAILED
              : AgentOutcome.ROLLED_BACK;
    };
  }
}
