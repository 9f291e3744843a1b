package io.muster.rollout;

import static io.muster.rollout.TestRollouts.gate;
import static io.muster.rollout.TestRollouts.stage;
import static io.muster.rollout.TestRollouts.strategy;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentSelector;
import io.muster.freeze.Freezes.Which;
import io.muster.rollout.Enforcement.OnError;
import io.muster.rollout.ModelFleet.Nature;
import io.muster.rollout.StagePosition.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** SEMANTICS 36: rollouts under a freeze. */
class FrozenRolloutTest {

  private static final int WEEK = 20_000;

  private final TestRollouts world = new TestRollouts();

  private Rollout rollout() {
    return world.get("prod-1");
  }

  private void freeze() {
    var _ = world.freezes.freeze(AgentSelector.ALL, "holidays", "ops");
  }

  private void unfreeze() {
    var _ = world.freezes.lift(new Which.All(), "ops");
  }

  private static Gate errors() {
    return new Gate.MetricGate(
        "errors",
        "errors",
        new Condition(Comparison.LESS, 1, 1, Duration.ZERO),
        new Enforcement(OnError.PAUSE, true, 0));
  }

  @Test
  void aRolloutStandsStillSaysSoAndGoesOnByItself() {
    world.agents(100);
    world.start(strategy(stage(10, 5), stage(100, 0)));
    world.turns(3);
    freeze();
    world.turn();
    Rollout frozen = rollout();
    assertThat(frozen.progress().reason())
        .isEqualTo("waits: all agents are frozen since 2026-11-23T00:00:03Z by ops: holidays");
    assertThat(frozen.progress().frozenSince()).isNotNull();
    world.turns(WEEK);
    assertThat(rollout().state()).isEqualTo(RolloutState.RUNNING);
    assertThat(rollout().progress().step()).isEqualTo(frozen.progress().step());
    unfreeze();
    Rollout end = world.until("prod-1", RolloutState.SUCCEEDED, 60);
    assertThat(end.progress().frozenSince()).isNull();
    assertThat(end.progress().reason()).isEmpty();
  }

  @Test
  void oneThatIsStartedInAFreezeGivesTheConfigToNobody() {
    world.agents(100);
    freeze();
    world.start(strategy(stage(100, 0)));
    world.turns(100);
    assertThat(world.fleet.touched()).isZero();
    assertThat(rollout().state()).isEqualTo(RolloutState.RUNNING);
    unfreeze();
    world.until("prod-1", RolloutState.SUCCEEDED, 60);
  }

  @Test
  void aFreezeOfSomeOfItsAgentsStopsTheWholeRollout() {
    world.agents(100);
    world.start(strategy(stage(10, 5), stage(100, 0)));
    world.turns(3);
    var _ = world.freezes.freeze(AgentSelector.parse("rack=7"), "repairs", "ops");
    world.fleet.frozen = 4;
    world.turns(100);
    assertThat(rollout().progress().place().stage()).isZero();
    assertThat(rollout().progress().reason())
        .startsWith("waits: 4 of its agents are frozen (agents with rack=7 are frozen since ");
    world.fleet.frozen = 0;
    world.until("prod-1", RolloutState.SUCCEEDED, 60);
  }

  @Test
  void aFreezeOfOthersAgentsStopsNothing() {
    world.agents(100);
    var _ = world.freezes.freeze(AgentSelector.parse("rack=7"), "repairs", "ops");
    world.start(strategy(stage(100, 0)));
    world.until("prod-1", RolloutState.SUCCEEDED, 60);
  }

  @Test
  void theTimeOfAFreezeIsNoObservation() {
    world.agents(100);
    world.start(strategy(stage(50, 600), stage(100, 0)));
    world.turns(300);
    assertThat(rollout().progress().place().phase()).isEqualTo(Phase.OBSERVE);
    freeze();
    world.turns(2_000);
    unfreeze();
    world.turns(280);
    assertThat(rollout().progress().place().stage()).as("300 s are left of it").isZero();
    world.until("prod-1", RolloutState.SUCCEEDED, 120);
  }

  @Test
  void whatCannotBeMeasuredInAFreezeFailsNothing() {
    world.agents(100);
    world.metrics.put("errors", 0.0);
    world.start(strategy(stage(50, 600, errors()), stage(100, 0)));
    world.turns(60);
    freeze();
    world.metrics.remove("errors");
    world.turns(2_000);
    assertThat(rollout().state()).isEqualTo(RolloutState.RUNNING);
    unfreeze();
    world.turns(60);
    assertThat(rollout().state()).as("the ten minutes begin now").isEqualTo(RolloutState.PAUSED);
    world.metrics.put("errors", 0.0);
    world.until("prod-1", RolloutState.SUCCEEDED, 700);
  }

  @Test
  void anErrorThatCountsAsAFailureDoesNotInAFreeze() {
    world.agents(100);
    world.metrics.put("errors", 0.0);
    Gate failing =
        new Gate.MetricGate(
            "errors",
            "errors",
            new Condition(Comparison.LESS, 1, 1, Duration.ZERO),
            new Enforcement(OnError.FAIL, true, 0));
    world.start(strategy(stage(50, 600, failing), stage(100, 0)));
    world.turns(60);
    freeze();
    world.metrics.remove("errors");
    world.turns(60);
    assertThat(rollout().state()).isEqualTo(RolloutState.RUNNING);
    world.metrics.put("errors", 0.0);
    world.turn();
    unfreeze();
    world.until("prod-1", RolloutState.SUCCEEDED, 700);
  }

  @Test
  void harmTakesBackInAFreezeAsWell() {
    world.agents(100);
    world.metrics.put("errors", 0.0);
    world.start(strategy(stage(50, 600, errors()), stage(100, 0)));
    world.turns(60);
    freeze();
    world.turns(10);
    world.metrics.put("errors", 7.0);
    Rollout end = world.until("prod-1", RolloutState.ROLLED_BACK, 10);
    assertThat(end.progress().reason()).startsWith("gate 'errors' of stage 1 is 7");
    assertThat(end.progress().frozenSince()).isNull();
    assertThat(world.fleet.leftBehind()).isZero();
    assertThat(world.targets.get("prod").quarantine()).isNotNull();
  }

  @Test
  void agentsThatComeToHarmAreExcludedInAFreezeAsWell() {
    world.agents(99).agents(1, Nature.SICK);
    world.start(strategy(stage(100, 600, gate("failed_ratio", "<=", 0.5))));
    world.turns(4);
    freeze();
    world.turns(60);
    int before = rollout().progress().excluded().size();
    unfreeze();
    world.turns(60);
    assertThat(before).isLessThanOrEqualTo(rollout().progress().excluded().size());
    assertThat(rollout().progress().excluded()).hasSize(1);
  }

  @Test
  void abortBringsTheConfigBeforeBackInAFreeze() {
    world.agents(100);
    world.start(strategy(stage(50, 600), stage(100, 0)));
    world.turns(60);
    freeze();
    world.turn();
    assertThat(world.rollouts().abort("prod-1", "ops")).isInstanceOf(ControlOutcome.Done.class);
    Rollout end = world.until("prod-1", RolloutState.ABORTED, 10);
    assertThat(end.progress().frozenSince()).isNull();
    assertThat(world.fleet.leftBehind()).isZero();
  }

  @Test
  void nothingIsPromotedInAFreeze() {
    world.agents(100);
    world.start(strategy(stage(50, 600), stage(100, 0)));
    world.turns(60);
    freeze();
    world.turn();
    assertThat(world.rollouts().promote("prod-1", "ops"))
        .isInstanceOfSatisfying(
            ControlOutcome.Conflict.class,
            conflict ->
                assertThat(conflict.message())
                    .contains("holidays", "by ops", "cannot be promoted"));
    assertThat(rollout().progress().place().stage()).isZero();
    unfreeze();
    world.turn();
    assertThat(world.rollouts().promote("prod-1", "ops")).isInstanceOf(ControlOutcome.Done.class);
  }

  @Test
  void whatAnOperatorPausesInAFreezeStaysPausedAfterIt() {
    world.agents(100);
    world.start(strategy(stage(50, 600), stage(100, 0)));
    world.turns(60);
    freeze();
    world.turn();
    var _ = world.rollouts().pause("prod-1", "ops");
    unfreeze();
    world.turns(60);
    assertThat(rollout().state()).isEqualTo(RolloutState.PAUSED);
    assertThat(rollout().progress().reason()).isEqualTo("paused by ops");
  }

  @Test
  void anotherLeaderKnowsSinceWhenItStandsStill() {
    world.agents(100);
    world.start(strategy(stage(50, 600), stage(100, 0)));
    world.turns(60);
    freeze();
    world.turn();
    var since = rollout().progress().frozenSince();
    world.crash();
    world.turns(60);
    assertThat(rollout().progress().frozenSince()).isEqualTo(since);
  }
}
