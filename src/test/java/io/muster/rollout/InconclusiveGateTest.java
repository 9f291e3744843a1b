package io.muster.rollout;

import static io.muster.rollout.TestRollouts.gate;
import static io.muster.rollout.TestRollouts.stage;
import static io.muster.rollout.TestRollouts.strategy;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.policy.Tried;
import io.muster.policy.Window;
import io.muster.rollout.Enforcement.OnError;
import io.muster.rollout.ModelFleet.Nature;
import io.muster.rollout.Strategy.OnFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gates that can say neither yes nor no, and stages that wait for their hours. */
class InconclusiveGateTest {

  private static final Condition BELOW_ONE = new Condition(Comparison.LESS, 1, 1, Duration.ZERO);

  private final TestRollouts world = new TestRollouts();

  private static Gate errors(OnError onError, boolean enforced) {
    return new Gate.MetricGate(
        "errors", "errors", BELOW_ONE, new Enforcement(onError, enforced, 0));
  }

  private static Gate atLeast(int minimum, OnError onError) {
    return new Gate.FleetGate(
        "failed_ratio",
        Measure.parse("failed_ratio"),
        false,
        new Condition(Comparison.AT_MOST, 0.01, 1, Duration.ZERO),
        new Enforcement(onError, true, minimum));
  }

  private Rollout rollout() {
    return world.get("prod-1");
  }

  @Test
  void aQueryWithoutAValuePausesAndTheRolloutGoesOnWhenThereIsOne() {
    world.agents(100);
    world.start(strategy(stage(100, 0, errors(OnError.PAUSE, true))));
    Rollout paused = world.until("prod-1", RolloutState.PAUSED, 10);
    assertThat(paused.progress().reason())
        .isEqualTo("waits: gate 'errors' of stage 1 is inconclusive (the query has no value)");
    int touched = world.fleet.touched();
    world.turns(60);
    assertThat(world.fleet.touched()).as("nobody new").isEqualTo(touched);
    world.metrics.put("errors", 0.0);
    world.until("prod-1", RolloutState.SUCCEEDED, 30);
    assertThat(rollout().progress().reason()).isEmpty();
  }

  @Test
  void whatStaysInconclusiveForTenMinutesGoesBackAndNothingIsQuarantined() {
    world.agents(100);
    world.start(strategy(stage(100, 0, errors(OnError.PAUSE, true))));
    world.until("prod-1", RolloutState.PAUSED, 10);
    world.turns(560);
    assertThat(rollout().state()).isEqualTo(RolloutState.PAUSED);
    Rollout end = world.until("prod-1", RolloutState.ROLLED_BACK, 60);
    assertThat(end.progress().reason())
        .isEqualTo(
            "gate 'errors' of stage 1 is inconclusive (the query has no value) for 10 minutes;"
                + " nothing was found against the config");
    world.turn();
    assertThat(world.targets.get("prod").quarantine()).isNull();
    assertThat(world.targets.get("prod").split()).isNull();
    assertThat(world.fleet.leftBehind()).isZero();
  }

  @Test
  void aMomentWithoutAnAnswerCostsNoObservation() {
    world.agents(100);
    world.metrics.put("errors", 0.0);
    world.start(strategy(stage(50, 600, errors(OnError.PAUSE, true)), stage(100, 0)));
    world.turns(300);
    assertThat(rollout().progress().place().phase()).isEqualTo(StagePosition.Phase.OBSERVE);
    world.metrics.remove("errors");
    world.turns(60);
    assertThat(rollout().state()).isEqualTo(RolloutState.PAUSED);
    world.metrics.put("errors", 0.0);
    world.turns(280);
    assertThat(rollout().progress().place().stage()).as("the pause is none of it").isZero();
    world.until("prod-1", RolloutState.SUCCEEDED, 120);
  }

  @Test
  void aValueThatDoesNotHoldTripsTheGateAfterAPauseToo() {
    world.agents(100);
    world.start(strategy(stage(100, 0, errors(OnError.PAUSE, true))));
    world.until("prod-1", RolloutState.PAUSED, 10);
    world.metrics.put("errors", 7.0);
    Rollout end = world.until("prod-1", RolloutState.ROLLED_BACK, 10);
    assertThat(end.progress().reason()).startsWith("gate 'errors' of stage 1 is 7, expected < 1");
    assertThat(world.targets.get("prod").quarantine()).isNotNull();
  }

  @Test
  void whatAnOperatorPausesStaysSo() {
    world.agents(100);
    world.start(strategy(stage(100, 0, errors(OnError.PAUSE, true))));
    world.until("prod-1", RolloutState.PAUSED, 10);
    world.rollouts().pause("prod-1", "ops");
    world.metrics.put("errors", 0.0);
    world.turns(20);
    assertThat(rollout().state()).isEqualTo(RolloutState.PAUSED);
    assertThat(rollout().progress().reason()).isEqualTo("paused by ops");
  }

  @Test
  void anErrorMayCountAsAFailure() {
    world.agents(100);
    world.start(strategy(stage(100, 0, errors(OnError.FAIL, true))));
    Rollout end = world.until("prod-1", RolloutState.ROLLED_BACK, 10);
    assertThat(end.progress().reason())
        .startsWith(
            "gate 'errors' of stage 1 has no value, expected < 1 (the query has no value);");
  }

  @Test
  void anErrorMayBeIgnoredAndAValueIsNot() {
    world.agents(100);
    world.start(strategy(stage(50, 60, errors(OnError.IGNORE, true)), stage(100, 0)));
    world.turns(30);
    assertThat(rollout().progress().place().phase()).isEqualTo(StagePosition.Phase.OBSERVE);
    assertThat(rollout().progress().gates().get("errors"))
        .isNotNull()
        .satisfies(status -> assertThat(status.holds()).isFalse());
    world.metrics.put("errors", 7.0);
    world.until("prod-1", RolloutState.ROLLED_BACK, 10);
  }

  @Test
  void whatIsObservedOnlyIsReportedAndDoesNothing() {
    world.agents(100);
    world.metrics.put("errors", 7.0);
    world.start(strategy(stage(100, 5, errors(OnError.FAIL, false))));
    Rollout end = world.until("prod-1", RolloutState.SUCCEEDED, 60);
    assertThat(end.progress().gates().get("errors"))
        .isNotNull()
        .satisfies(status -> {
          assertThat(status.value()).isEqualTo(7);
          assertThat(status.holds()).isFalse();
        });
  }

  @Test
  void fewerThanTheMinimumSayNothingYetAndNothingInTheEnd() {
    world.agents(50);
    world.start(strategy(stage(100, 0, atLeast(60, OnError.PAUSE))));
    Rollout paused = world.until("prod-1", RolloutState.PAUSED, 40);
    assertThat(world.fleet.touched()).as("its stage was given out").isEqualTo(50);
    assertThat(paused.progress().reason())
        .contains("inconclusive (50 agents were offered the config, expected 60 or more)");
  }

  @Test
  void enoughAgentsInTheEndAreEnough() {
    world.agents(50);
    world.start(strategy(stage(100, 0, atLeast(50, OnError.PAUSE))));
    world.until("prod-1", RolloutState.SUCCEEDED, 40);
  }

  @Test
  void aMinimumKeepsAFirstFailureFromCountingAsAll() {
    world.agents(1, Nature.FAILS);
    world.agents(49);
    world.start(
        new Strategy(
            List.of(
                stage(
                    100,
                    0,
                    new Gate.FleetGate(
                        "failed_ratio",
                        Measure.parse("failed_ratio"),
                        false,
                        new Condition(Comparison.AT_MOST, 0.5, 1, Duration.ZERO),
                        new Enforcement(OnError.PAUSE, true, 10)))),
            OnFailure.ROLLBACK,
            0,
            false));
    world.until("prod-1", RolloutState.SUCCEEDED, 60);
  }

  @Test
  void aQueryThatIsNoneIsRefusedAndOneThatCannotBeAskedIsTaken() {
    world.agents(10);
    world.wrong.add("sum(");
    Gate wrong = new Gate.MetricGate("w", "sum(", BELOW_ONE);
    assertThat(
            world
                .rollouts()
                .start(
                    new StartRollout(
                        "prod",
                        TestRollouts.TO,
                        strategy(stage(50, 0), stage(100, 0, wrong)),
                        false,
                        "ops")))
        .isEqualTo(new StartOutcome.Invalid("gate 'w': Prometheus answered 400: parse error"));
    assertThat(
            world
                .rollouts()
                .start(
                    new StartRollout(
                        "prod",
                        TestRollouts.TO,
                        strategy(stage(100, 0, errors(OnError.PAUSE, true))),
                        false,
                        "ops")))
        .isInstanceOfSatisfying(
            StartOutcome.Started.class,
            started ->
                assertThat(started.warnings())
                    .containsExactly("gate 'errors': the query has no value"));
  }

  @Test
  void aStageWaitsForItsWindowAndSaysSo() {
    world.agents(100);
    // It is Monday, 00:00 and some seconds.
    Window later = Window.parse(List.of("mon"), "00:02", "00:04", "UTC");
    Stage first = new Stage(stage(50, 0).share(), Duration.ZERO, false, List.of(), later);
    world.start(strategy(first, stage(100, 0)));
    world.turns(60);
    assertThat(world.fleet.touched()).isZero();
    assertThat(rollout().progress().reason())
        .isEqualTo(
            "stage 1 waits for its window (mon 00:02-00:04 UTC), which opens at"
                + " 2026-11-23T00:02+00:00");
    world.turns(65);
    assertThat(world.fleet.touched()).isPositive();
    world.until("prod-1", RolloutState.SUCCEEDED, 60);
  }

  @Test
  void aStageWithoutHoursOfItsOwnKeepsToThoseOfTheTarget() {
    world.agents(100);
    var _ = world.targets.window("prod", Window.parse(List.of("mon"), "00:02", "00:04", "UTC"));
    Window always = Window.parse(List.of(), "00:00", "00:00", "UTC");
    Stage first = new Stage(stage(50, 0).share(), Duration.ZERO, false, List.of(), always);
    world.start(strategy(first, stage(100, 0)));
    world.turns(60);
    assertThat(world.fleet.touched()).as("the first stage has its own").isBetween(30, 70);
    assertThat(rollout().progress().reason())
        .isEqualTo(
            "stage 2 waits for the window of target prod (mon 00:02-00:04 UTC), which opens at"
                + " 2026-11-23T00:02+00:00");
    world.until("prod-1", RolloutState.SUCCEEDED, 120);
    assertThat(world.targets.get("prod").window()).isNotNull();
  }

  @Test
  void whatIsTakenBackOutsideOfTheTargetsHoursIsMarked() {
    world.agents(100);
    var _ = world.targets.window("prod", Window.parse(List.of("mon"), "00:00", "00:01", "UTC"));
    world.start(strategy(stage(50, 300), stage(100, 0)));
    world.turns(70);
    assertThat(world.fleet.touched()).isPositive();
    var _ = world.rollouts().abort("prod-1", "ops");
    world.until("prod-1", RolloutState.ABORTED, 10);
    assertThat(world.fleet.leftBehind()).isZero();
    assertThat(world.targets.get("prod").tried())
        .extracting(Tried::hash)
        .containsExactly(rollout().hash());
  }

  @Test
  void aWindowThatClosesKeepsTheMixAndTakesBackAllTheSame() {
    world.agents(1000);
    Window short_ = Window.parse(List.of(), "00:00", "00:01", "UTC");
    world.metrics.put("errors", 0.0);
    Stage only =
        new Stage(
            stage(100, 0).share(),
            Duration.ZERO,
            false,
            List.of(errors(OnError.PAUSE, true)),
            short_);
    world.start(new Strategy(List.of(only), OnFailure.ROLLBACK, 0, false, false, 300));
    world.turns(70);
    int touched = world.fleet.touched();
    assertThat(touched).isBetween(100, 400);
    world.turns(100);
    assertThat(world.fleet.touched()).isEqualTo(touched);
    assertThat(rollout().progress().reason()).contains("opens at 2026-11-24T00:00");
    world.metrics.put("errors", 7.0);
    world.until("prod-1", RolloutState.ROLLED_BACK, 10);
    assertThat(world.fleet.leftBehind()).isZero();
  }

  @Test
  void noMoreThanSoManyAreGivenItInAMinute() {
    world.agents(1000);
    world.start(new Strategy(List.of(stage(100, 0)), OnFailure.ROLLBACK, 0, false, false, 60));
    int most = 0;
    for (int i = 0; i < 5; i++) {
      int before = world.fleet.touched();
      world.turns(60);
      most = Math.max(most, world.fleet.touched() - before);
    }
    // Buckets hold a few agents more or less; the probe wave comes on top.
    assertThat(most).isBetween(50, 85);
    world.until("prod-1", RolloutState.SUCCEEDED, 1200);
    assertThat(world.fleet.touched()).isEqualTo(1000);
  }

  @Test
  void aGateOfTheFleetIsNeverInconclusiveWithoutAMinimum() {
    world.agents(1);
    world.start(strategy(stage(100, 0, gate("failed_ratio", "<=", 0.01))));
    world.until("prod-1", RolloutState.SUCCEEDED, 30);
  }
}
