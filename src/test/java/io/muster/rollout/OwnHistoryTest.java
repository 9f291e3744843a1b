package io.muster.rollout;

import static io.muster.rollout.TestRollouts.FROM;
import static io.muster.rollout.TestRollouts.TO;
import static io.muster.rollout.TestRollouts.stage;
import static io.muster.rollout.TestRollouts.strategy;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.config.Page;
import io.muster.fleet.TestFleet;
import io.muster.policy.Fallbacks;
import io.muster.policy.World;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A rollout among agents that know its config from before. */
class OwnHistoryTest {

  private static final Instant BEFORE = TestFleet.NOW.minusSeconds(3600);

  private final TestFleet agents = new TestFleet();
  private final World world = new World();
  private final InMemoryRolloutAgentStore store = new InMemoryRolloutAgentStore();
  private final ContentHash from;
  private final ContentHash to;
  private final long since;

  OwnHistoryTest() {
    var _ = world.put("prod", "a: 1\n");
    from = world.newest("prod").hash();
    var _ = world.put("prod", "a: 2\n");
    to = world.newest("prod").hash();
    var _ = world.target("prod", "", FROM.toString(), 100);
    since = world.targets.generation();
  }

  private static InstanceUid uid(int number) {
    return new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE | number);
  }

  /** In the spread of its only stage: all agents are in it. */
  private Rollout spreading() {
    Rollout pending =
        Rollout.pending("prod-1", "prod", FROM, TO, to, strategy(stage(100, 5)), "ops", BEFORE)
            .after(since);
    StagePosition place =
        pending.progress().place().in(StagePosition.Phase.SPREAD, TestFleet.NOW).spreadTo(10_000);
    return pending.with(pending.progress().in(RolloutState.RUNNING).at(place), TestFleet.NOW);
  }

  private Rollout steered(Rollout rollout) {
    var target = world.targets.stored("prod").orElseThrow();
    assertThat(world.targets.steer(target, rollout.steered(target.value()), "prod-1")).isTrue();
    return rollout;
  }

  private Attempts tried(long generation, OfferStatus.State state) {
    return Attempts.NONE
        .offered(OfferKind.CONFIG, to, "prod@2", generation, BEFORE, Duration.ofSeconds(60))
        .answered(OfferKind.CONFIG, new OfferStatus(to, state, "no"), BEFORE.plusSeconds(1));
  }

  private Attempts andBack(Attempts attempts) {
    return attempts.offered(
        OfferKind.CONFIG, from, "prod@1", since, TestFleet.NOW, Duration.ofSeconds(60));
  }

  private void agent(int number, Attempts attempts, @Nullable OfferStatus says) {
    AgentCapabilities managed =
        AgentCapabilities.of(
            AgentCapability.ACCEPTS_REMOTE_CONFIG, AgentCapability.REPORTS_REMOTE_CONFIG);
    Reported reported = new Reported(managed, null, null, null, says, null, null, List.of(), null);
    agents.store(uid(number), reported, Map.of(), attempts);
  }

  private OfferStatus says(OfferStatus.State state) {
    return new OfferStatus(to, state, state == OfferStatus.State.FAILED ? "no" : "");
  }

  private Observation look(Rollout rollout) {
    return new FleetObserver(
            agents.fleet(),
            agents.settings(),
            world.policies,
            new Fallbacks(world.resolver, world.policies, () -> TestFleet.NOW),
            agents.freezes(),
            () -> true,
            Duration.ofSeconds(10))
        .of(rollout)
        .orElseThrow();
  }

  private RolloutAgents list() {
    return new RolloutAgents(agents.fleet(), store);
  }

  private Attempt.State state(int number) {
    return agents
        .fleet()
        .find(uid(number))
        .orElseThrow()
        .state()
        .facts()
        .attempts()
        .find(OfferKind.CONFIG, to)
        .orElseThrow()
        .state();
  }

  @Test
  void whatWasOfferedBeforeIsNotCounted() {
    agent(1, tried(since, OfferStatus.State.FAILED), says(OfferStatus.State.FAILED));
    agent(2, tried(since, OfferStatus.State.APPLIED), says(OfferStatus.State.APPLIED));
    agent(3, tried(since + 1, OfferStatus.State.FAILED), says(OfferStatus.State.FAILED));
    agent(4, tried(since + 1, OfferStatus.State.APPLIED), says(OfferStatus.State.APPLIED));
    agents.load(4);
    Rollout rollout = steered(spreading());
    Observation seen = look(rollout);
    assertThat(seen.total()).isEqualTo(4);
    assertThat(seen.offered().agents()).as("the two of this rollout").isEqualTo(2);
    assertThat(seen.offered().failed()).isEqualTo(1);
    assertThat(list().page(rollout, null, null, 10).items())
        .extracting(RolloutAgent::uid)
        .containsExactly(uid(3), uid(4));
  }

  @Test
  void whoHasTheConfigAlreadyProvesNothingAsAProbe() {
    agent(1, tried(since, OfferStatus.State.APPLIED), says(OfferStatus.State.APPLIED));
    agent(2, Attempts.NONE, null);
    agents.load(2);
    Rollout pending =
        Rollout.pending("prod-1", "prod", FROM, TO, to, strategy(stage(100, 5)), "ops", BEFORE)
            .after(since);
    Rollout probing =
        steered(pending.with(pending.progress().in(RolloutState.RUNNING), TestFleet.NOW));
    assertThat(look(probing).candidates())
        .extracting(Observation.Candidate::uid)
        .containsExactly(uid(2));
  }

  @Test
  void whatWasOfferedBeforeIsNotTakenBack() {
    agent(1, andBack(tried(since, OfferStatus.State.APPLIED)), null);
    agent(2, tried(since + 1, OfferStatus.State.APPLIED), says(OfferStatus.State.APPLIED));
    agents.load(2);
    Rollout running = spreading();
    Rollout back =
        steered(
            running.with(
                running.progress().rollingBack(RolloutState.ROLLED_BACK, "a gate"), TestFleet.NOW));
    Observation seen = look(back);
    assertThat(seen.rolledBack() + seen.rollbackPending()).as("the one of it").isEqualTo(1);
    new QuarantineSweep(agents.fleet(), () -> true).run(world.policies.current());
    assertThat(state(1)).isEqualTo(Attempt.State.APPLIED);
    assertThat(state(2)).isEqualTo(Attempt.State.TAKEN_BACK);
  }

  @Test
  void agentsAreListedWithWhatTheySaidByPages() {
    for (int i = 0; i < 25; i++) {
      agent(i, tried(since + 1, OfferStatus.State.FAILED), says(OfferStatus.State.FAILED));
    }
    agent(99, tried(since + 1, OfferStatus.State.APPLIED), says(OfferStatus.State.APPLIED));
    agents.load(26);
    Rollout rollout = steered(spreading());
    Page<RolloutAgent> first = list().page(rollout, AgentOutcome.FAILED, null, 20);
    assertThat(first.total()).isEqualTo(25);
    assertThat(first.items()).hasSize(20).allMatch(agent -> agent.message().equals("no"));
    Page<RolloutAgent> second =
        list()
            .page(
                rollout, AgentOutcome.FAILED, InstanceUid.parse(String.valueOf(first.next())), 20);
    assertThat(second.items()).hasSize(5).extracting(RolloutAgent::uid).contains(uid(24));
    assertThat(second.next()).isNull();
    assertThat(list().page(rollout, AgentOutcome.APPLIED, null, 20).items())
        .extracting(RolloutAgent::uid)
        .containsExactly(uid(99));
  }

  @Test
  void whatBecameOfThemIsKnownWhenHistoriesHaveGoneOn() {
    agent(1, tried(since + 1, OfferStatus.State.FAILED), says(OfferStatus.State.FAILED));
    agents.load(1);
    Rollout running = spreading();
    Rollout ended =
        running.with(
            running.progress().in(RolloutState.ROLLED_BACK).because("a gate"), TestFleet.NOW);
    RolloutAgents list = list();
    list.ended(ended);
    var _ = agents.fleet().retry(agents.fleet().find(uid(1)).orElseThrow());
    assertThat(list.page(running, null, null, 10).items()).as("nothing live").isEmpty();
    assertThat(list.page(ended, AgentOutcome.FAILED, null, 10).items())
        .singleElement()
        .extracting(RolloutAgent::message)
        .isEqualTo("no");
    assertThat(list.more(ended)).isZero();
  }

  @Test
  void ofMoreThanAreKeptThoseThatFailedAre() {
    for (int i = 0; i < RolloutAgents.MAX_KEPT + 5; i++) {
      boolean failed = i % 2 == 0;
      agent(
          i,
          failed
              ? tried(since + 1, OfferStatus.State.FAILED)
              : andBack(tried(since + 1, OfferStatus.State.APPLIED)),
          null);
    }
    agents.load(0);
    Rollout running = spreading();
    Rollout ended =
        running.with(running.progress().in(RolloutState.ABORTED).because("x"), TestFleet.NOW);
    RolloutAgents list = list();
    list.ended(ended);
    assertThat(list.more(ended)).isEqualTo(5);
    assertThat(list.page(ended, AgentOutcome.FAILED, null, 1).total())
        .isEqualTo(RolloutAgents.MAX_KEPT / 2 + 3);
    assertThat(list.page(ended, AgentOutcome.ROLLED_BACK, null, 1).total())
        .isEqualTo(RolloutAgents.MAX_KEPT / 2 - 3);
  }

  @Test
  void ofALongMessageTheBeginningAndTheEndAreKept() {
    String message = "first " + "x".repeat(2_000) + " last";
    assertThat(new RolloutAgent(uid(1), AgentOutcome.FAILED, message, BEFORE).message())
        .startsWith("first x")
        .endsWith("x last")
        .hasSizeLessThanOrEqualTo(RolloutAgent.MAX_MESSAGE);
    assertThat(Set.of(AgentOutcome.parse("rolled_back"))).containsExactly(AgentOutcome.ROLLED_BACK);
  }
}
