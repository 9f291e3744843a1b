package io.muster.rollout;

import static io.muster.rollout.TestRollouts.FROM;
import static io.muster.rollout.TestRollouts.TO;
import static io.muster.rollout.TestRollouts.gate;
import static io.muster.rollout.TestRollouts.stage;
import static io.muster.rollout.TestRollouts.strategy;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.config.DeleteOutcome;
import io.muster.policy.Quarantine;
import io.muster.policy.TargetOutcome;
import io.muster.rollout.ModelFleet.Nature;
import io.muster.rollout.Strategy.OnFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A rollout from its start to its end. */
class RolloutTest {

  private static final Gate FAILED = gate("failed_ratio", "<=", 0.01);

  private final TestRollouts world = new TestRollouts();

  @Test
  void aGoodConfigReachesAllStageByStageAndIsPinned() {
    world.agents(200);
    world.start(strategy(stage(10, 5, FAILED), stage(100, 5, FAILED)));
    world.turns(2);
    assertThat(world.fleet.touched()).as("the probe wave: one in a hundred").isEqualTo(2);
    Rollout first = world.until("prod-1", RolloutState.RUNNING, 1);
    assertThat(first.progress().place().phase()).isEqualTo(StagePosition.Phase.PROBE);
    world.turns(4);
    assertThat(world.fleet.touched()).as("a tenth").isBetween(8, 35);
    Rollout end = world.until("prod-1", RolloutState.SUCCEEDED, 60);
    world.turn();
    assertThat(end.progress().counts().applied()).isEqualTo(200);
    assertThat(world.targets.get("prod").config()).isEqualTo(TO);
    assertThat(world.targets.get("prod").split()).isNull();
    assertThat(world.targets.target("prod", FROM.toString()))
        .as("a manifest that nobody changed")
        .isInstanceOf(TargetOutcome.RolloutRequired.class);
  }

  @Test
  void aBadConfigReachesTheProbeWaveOnlyAndComesBack() {
    world.agents(1000, Nature.FAILS);
    world.start(strategy(stage(50, 60, FAILED), stage(100, 60, FAILED)));
    Rollout end = world.until("prod-1", RolloutState.ROLLED_BACK, 20);
    assertThat(world.fleet.touched()).isEqualTo(10);
    assertThat(world.fleet.leftBehind()).isZero();
    assertThat(end.progress().reason())
        .isEqualTo(
            "gate 'failed_ratio' of stage 1 is 1, expected <= 0.01; of 10 agents offered, 10"
                + " failed and 0 did not answer");
    assertThat(end.progress().counts()).isEqualTo(new Counts(1000, 10, 0, 10, 0, 0, 10));
    assertThat(world.targets.get("prod").config()).isEqualTo(FROM);
    assertThat(world.targets.get("prod").split()).isNull();
    assertThat(world.targets.get("prod").quarantine())
        .extracting(Quarantine::rollout)
        .isEqualTo("prod-1");
  }

  @Test
  void aSmallFleetIsProbedByOneAgent() {
    world.agents(5, Nature.FAILS);
    world.start(strategy(stage(100, 0, FAILED)));
    world.until("prod-1", RolloutState.ROLLED_BACK, 20);
    assertThat(world.fleet.touched()).isEqualTo(1);
  }

  @Test
  void anAgentThatComesToHarmGetsTheOldConfigWhileTheOthersGoOn() {
    world.agents(199).agents(1, Nature.SICK);
    world.start(strategy(stage(100, 0, gate("failed_ratio", "<", 0.5))));
    Rollout end = world.until("prod-1", RolloutState.SUCCEEDED, 40);
    assertThat(end.progress().excluded()).hasSize(1);
    assertThat(end.progress().counts().failed()).isEqualTo(1);
  }

  @Test
  void aGateIsEvaluatedThroughoutTheObservation() {
    world.agents(100);
    world.metrics.put("errors", 0.0);
    Gate errors =
        new Gate.MetricGate(
            "errors", "errors", new Condition(Comparison.LESS, 1, 2, Duration.ofSeconds(3)));
    world.start(strategy(stage(50, 3600, errors), stage(100, 0)));
    world.turns(100);
    assertThat(world.get("prod-1").progress().place().phase())
        .isEqualTo(StagePosition.Phase.OBSERVE);
    world.metrics.put("errors", 7.0);
    world.turns(4);
    assertThat(world.get("prod-1").state())
        .as("once is not twice in a row")
        .isEqualTo(RolloutState.RUNNING);
    Rollout end = world.until("prod-1", RolloutState.ROLLED_BACK, 6);
    assertThat(end.progress().reason())
        .startsWith("gate 'errors' of stage 1 is 7, expected < 1, 2 times in a row;");
  }

  @Test
  void aQueryWithoutAValueFailsTheGate() {
    world.agents(100);
    Gate errors =
        new Gate.MetricGate(
            "errors", "errors", new Condition(Comparison.LESS, 1, 1, Duration.ZERO));
    world.start(strategy(stage(100, 0, errors)));
    Rollout end = world.until("prod-1", RolloutState.ROLLED_BACK, 10);
    assertThat(end.progress().reason())
        .startsWith(
            "gate 'errors' of stage 1 has no value, expected < 1 (the query has no value);");
  }

  @Test
  void withoutPrometheusAGateThatNeedsItIsRefused() {
    world.prometheus = false;
    Gate errors =
        new Gate.MetricGate(
            "errors", "errors", new Condition(Comparison.LESS, 1, 1, Duration.ZERO));
    assertThat(start(strategy(stage(100, 0, errors))))
        .isEqualTo(
            new StartOutcome.Invalid(
                "a gate with promql needs a Prometheus: set muster.rollouts.prometheus.url"));
  }

  @Test
  void aTrippedGateMayPauseInsteadAndResumeCountsAnew() {
    world.agents(100, Nature.FAILS);
    world.start(new Strategy(List.of(stage(100, 0, FAILED)), OnFailure.PAUSE, 0, false));
    Rollout paused = world.until("prod-1", RolloutState.PAUSED, 10);
    assertThat(paused.progress().reason()).startsWith("gate 'failed_ratio'");
    world.turns(20);
    assertThat(world.fleet.touched()).isEqualTo(1);
    assertThat(world.rollouts().resume("prod-1", "ops")).isInstanceOf(ControlOutcome.Done.class);
    world.until("prod-1", RolloutState.PAUSED, 10);
  }

  @Test
  void aStageMayAwaitApproval() {
    world.agents(100);
    Stage first = new Stage(stage(20, 0).share(), Duration.ZERO, true, List.of(FAILED));
    world.start(strategy(first, stage(100, 0)));
    world.until("prod-1", RolloutState.AWAITING_APPROVAL, 30);
    int touched = world.fleet.touched();
    world.turns(50);
    assertThat(world.fleet.touched()).isEqualTo(touched);
    assertThat(world.rollouts().promote("prod-1", "ops")).isInstanceOf(ControlOutcome.Done.class);
    world.until("prod-1", RolloutState.SUCCEEDED, 30);
    assertThat(world.fleet.touched()).isEqualTo(100);
  }

  @Test
  void promoteSkipsTheObservationAndNothingElse() {
    world.agents(100);
    world.start(strategy(stage(20, 3600), stage(100, 0)));
    world.turns(1);
    assertThat(world.rollouts().promote("prod-1", "ops"))
        .isEqualTo(
            new ControlOutcome.Conflict(
                "rollout prod-1 cannot be promoted: stage 1 is still being given out"));
    world.turns(20);
    assertThat(world.rollouts().promote("prod-1", "ops")).isInstanceOf(ControlOutcome.Done.class);
    world.until("prod-1", RolloutState.SUCCEEDED, 30);
  }

  @Test
  void abortBringsTheConfigBeforeBackAndQuarantinesNothing() {
    world.agents(100);
    world.start(strategy(stage(20, 3600), stage(100, 0)));
    world.turns(20);
    assertThat(world.fleet.touched()).isPositive();
    world.rollouts().abort("prod-1", "ops");
    Rollout end = world.until("prod-1", RolloutState.ABORTED, 10);
    assertThat(end.progress().reason()).isEqualTo("aborted by ops");
    assertThat(world.fleet.leftBehind()).isZero();
    assertThat(world.targets.get("prod").quarantine()).isNull();
    assertThat(world.rollouts().abort("prod-1", "ops")).isInstanceOf(ControlOutcome.Done.class);
  }

  @Test
  void pauseKeepsTheMix() {
    world.agents(100);
    world.start(strategy(stage(20, 10), stage(100, 0)));
    world.turns(8);
    world.rollouts().pause("prod-1", "ops");
    int touched = world.fleet.touched();
    world.turns(50);
    assertThat(world.fleet.touched()).isEqualTo(touched);
    assertThat(world.targets.get("prod").split()).isNotNull();
    world.rollouts().resume("prod-1", "ops");
    world.until("prod-1", RolloutState.SUCCEEDED, 60);
  }

  @Test
  void noMoreThanSoManyAreUnderWayAtATime() {
    world.agents(400);
    world.start(new Strategy(List.of(stage(100, 0)), OnFailure.ROLLBACK, 20, false));
    int most = 0;
    while (world.get("prod-1").state() != RolloutState.SUCCEEDED) {
      world.turn();
      most = Math.max(most, world.get("prod-1").progress().counts().pending());
    }
    // A bucket of agents more or less.
    assertThat(most).isBetween(10, 30);
    assertThat(world.fleet.touched()).isEqualTo(400);
  }

  @Test
  void agentsThatAreAwayBlockNothingAndGetItWhenTheyCome() {
    world.agents(50);
    world.fleet.away(7);
    world.start(strategy(stage(100, 0)));
    world.until("prod-1", RolloutState.SUCCEEDED, 30);
    assertThat(world.fleet.touched()).isEqualTo(43);
    world.fleet.allConnected();
    world.turn();
    assertThat(world.fleet.touched()).isEqualTo(50);
  }

  @Test
  void nobodyThereIsNoReasonToWait() {
    world.start(strategy(stage(10, 0), stage(100, 0)));
    world.until("prod-1", RolloutState.SUCCEEDED, 20);
    assertThat(world.targets.get("prod").config()).isEqualTo(TO);
  }

  @Test
  void oneRolloutIsAtATargetAndAnotherMustSaySoToTakeItsPlace() {
    world.agents(100);
    world.start(strategy(stage(20, 3600), stage(100, 0)));
    world.turns(10);
    assertThat(start(strategy(stage(100, 0))))
        .isEqualTo(
            new StartOutcome.Conflict(
                "rollout prod-1 is at work on target 'prod': abort it, or start this one with"
                    + " supersede true"));
    world.start(strategy(stage(100, 0)), true);
    world.until("prod-2", RolloutState.SUCCEEDED, 40);
    assertThat(world.get("prod-1").state()).isEqualTo(RolloutState.ABORTED);
    assertThat(world.get("prod-1").progress().reason()).isEqualTo("superseded by rollout prod-2");
    assertThat(world.get("prod-2").from()).isEqualTo(FROM);
  }

  @Test
  void meanwhileTheTargetIsTheRollouts() {
    world.start(strategy(stage(20, 3600), stage(100, 0)));
    assertThat(world.targets.target("prod", TO.toString()))
        .isEqualTo(new TargetOutcome.InRollout("prod-1"));
    assertThat(world.targets.targets().delete("prod", "ops", null))
        .isEqualTo(new DeleteOutcome.InUse(List.of("rollout prod-1")));
  }

  @Test
  void untilAllHaveTheConfigBeforeTheTargetIsTheRolloutsToo() {
    world.agents(1000, Nature.FAILS);
    world.start(strategy(stage(50, 60, FAILED), stage(100, 60, FAILED)));
    world.until("prod-1", RolloutState.ROLLING_BACK, 20);
    assertThat(world.targets.target("prod", TO.toString()))
        .isEqualTo(new TargetOutcome.InRollout("prod-1"));
    assertThat(world.targets.targets().delete("prod", "ops", null))
        .isEqualTo(new DeleteOutcome.InUse(List.of("rollout prod-1")));
    assertThat(start(strategy(stage(100, 0)))).isInstanceOf(StartOutcome.Conflict.class);
    world.until("prod-1", RolloutState.ROLLED_BACK, 5);
    assertThat(world.fleet.leftBehind()).isZero();
    world.turn();
    assertThat(world.targets.get("prod").split()).isNull();
    assertThat(world.targets.target("prod", TO.toString())).isInstanceOf(TargetOutcome.Saved.class);
  }

  @Test
  void whoTakesThePlaceOfOneThatIsRollingBackIsNamedInItsReason() {
    world.agents(1000, Nature.FAILS);
    world.start(strategy(stage(50, 60, FAILED), stage(100, 60, FAILED)));
    world.until("prod-1", RolloutState.ROLLING_BACK, 20);
    world.start(strategy(stage(100, 0)), true);
    Rollout end = world.until("prod-1", RolloutState.ROLLED_BACK, 5);
    assertThat(end.progress().reason())
        .startsWith("gate 'failed_ratio'")
        .endsWith("; then superseded by rollout prod-2");
    assertThat(world.get("prod-2").from()).isEqualTo(FROM);
  }

  @Test
  void whatCannotBeIsRefusedWithAReason() {
    assertThat(rollouts("nowhere", "prod@2")).isEqualTo(new StartOutcome.NoTarget("nowhere"));
    assertThat(rollouts("prod", "prod@9")).isInstanceOf(StartOutcome.Invalid.class);
    assertThat(rollouts("prod", "prod@1"))
        .isEqualTo(new StartOutcome.Conflict("target 'prod' has prod@1 already"));
    world.targets.target("prod", "prod");
    assertThat(rollouts("prod", "prod@2"))
        .isEqualTo(
            new StartOutcome.Conflict(
                "target 'prod' follows the newest revision of prod, which reaches all its agents"
                    + " at once: pin it first, as prod@<number>"));
  }

  @Test
  void aNameMeansTheRevisionThatIsNewestNow() {
    assertThat(rollouts("prod", "prod"))
        .isInstanceOfSatisfying(
            StartOutcome.Started.class,
            started -> assertThat(started.rollout().to()).isEqualTo(TO));
  }

  @Test
  void finishedRolloutsAreKeptForAWhile() {
    for (int i = 1; i <= 6; i++) {
      world.start(strategy(stage(100, 0)));
      world.until("prod-" + i, RolloutState.SUCCEEDED, 20);
      world.turn();
      var _ = world.targets.targets().delete("prod", "ops", null);
      world.targets.target("prod", FROM.toString());
    }
    assertThat(world.rollouts().list(null, null, 10).items())
        .extracting(Rollout::id)
        .containsExactly("prod-6", "prod-5", "prod-4", "prod-3");
    assertThat(world.rollouts().list("prod", "prod-5", 1).items())
        .extracting(Rollout::id)
        .containsExactly("prod-4");
  }

  private StartOutcome start(Strategy strategy) {
    return world.rollouts().start(new StartRollout("prod", TO, strategy, false, "ops"));
  }

  private StartOutcome rollouts(String target, String config) {
    return world
        .rollouts()
        .start(
            new StartRollout(
                target,
                io.muster.config.ConfigReference.parse(config),
                strategy(stage(100, 0)),
                false,
                "ops"));
  }
}
