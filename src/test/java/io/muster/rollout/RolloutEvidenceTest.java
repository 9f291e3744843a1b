package io.muster.rollout;

import static io.muster.rollout.TestRollouts.gate;
import static io.muster.rollout.TestRollouts.stage;
import static io.muster.rollout.TestRollouts.strategy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.config.ConfigReference;
import io.muster.rollout.ModelFleet.Nature;
import io.muster.rollout.Strategy.OnFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A rollout goes on because of what it has seen, never because nobody is there to be seen. */
class RolloutEvidenceTest {

  private static final Gate FAILED = gate("failed_ratio", "<=", 0.01);

  private final TestRollouts world = new TestRollouts();

  @Test
  void aRestartWhileTheProbesAreAtItReleasesNobodyElse() {
    world.agents(1000, Nature.FAILS);
    world.start(strategy(stage(50, 3600, FAILED), stage(100, 3600, FAILED)));
    world.turns(3);
    assertThat(world.fleet.touched()).isEqualTo(10);
    world.crash();
    world.fleet.away(1000);
    world.turns(3);
    world.fleet.allConnected();
    world.until("prod-1", RolloutState.ROLLED_BACK, 20);
    assertThat(world.fleet.touched()).isEqualTo(10);
  }

  @Test
  void whenNobodyIsThereToTryItTheStageWaitsAndSaysSo() {
    world.agents(1000, Nature.FAILS);
    world.fleet.away(1000);
    world.start(strategy(stage(100, 3600, FAILED)));
    world.turns(5);
    assertThat(world.get("prod-1").progress().place().phase()).isEqualTo(StagePosition.Phase.PROBE);
    assertThat(world.get("prod-1").progress().reason())
        .isEqualTo(
            "stage 1 waits: none of its agents that could try the config first is connected");
    world.fleet.allConnected();
    world.turns(2);
    assertThat(world.get("prod-1").progress().reason()).isEmpty();
    world.until("prod-1", RolloutState.ROLLED_BACK, 20);
    assertThat(world.fleet.touched()).isEqualTo(10);
  }

  @Test
  void whenAllProbesLeftBeforeTheyWereOfferedItOthersTryIt() {
    world.agents(1000);
    world.start(strategy(stage(100, 5, FAILED)));
    world.turn();
    world.step();
    var first = world.get("prod-1").progress().place().probes();
    assertThat(first).hasSize(10);
    world.fleet.away(first);
    world.turns(110);
    assertThat(world.get("prod-1").progress().place().probes()).isEqualTo(first);
    world.turns(20);
    assertThat(world.get("prod-1").progress().place().probes()).doesNotContainAnyElementsOf(first);
    world.until("prod-1", RolloutState.SUCCEEDED, 30);
  }

  @Test
  void aConfigThatKillsWithoutAWordTakesOneWaveAndNotOneAfterTheOther() {
    world.agents(1000, Nature.VANISHES);
    world.start(strategy(stage(50, 3600, FAILED), stage(100, 3600, FAILED)));
    Rollout end = world.until("prod-1", RolloutState.ROLLED_BACK, 140);
    assertThat(world.fleet.touched()).isEqualTo(10);
    assertThat(end.progress().reason())
        .isEqualTo(
            "stage 1: all 10 agents that were sent the config first went away without an answer and"
                + " have not come back");
    assertThat(world.targets.get("prod").quarantine()).isNotNull();
  }

  @Test
  void aLostWaveMayPauseAndOthersTryItAfterAResume() {
    world.agents(1000, Nature.VANISHES);
    world.start(new Strategy(List.of(stage(100, 5, FAILED)), OnFailure.PAUSE, 0, false));
    Rollout paused = world.until("prod-1", RolloutState.PAUSED, 140);
    assertThat(paused.progress().reason()).startsWith("stage 1: all 10 agents");
    world.turns(200);
    assertThat(world.fleet.touched()).isEqualTo(10);
    world.rollouts().resume("prod-1", "ops");
    world.turns(3);
    assertThat(world.fleet.touched()).isEqualTo(20);
  }

  @Test
  void newcomersDoNotKeepAStageFromEnding() {
    world.agents(100);
    world.start(strategy(stage(100, 5, FAILED)));
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 40; i++) {
      world.fleet.join(Nature.GOOD, random);
      world.turn();
    }
    assertThat(world.get("prod-1").state()).isEqualTo(RolloutState.SUCCEEDED);
  }

  @Test
  void aMetricGateIsAskedOnceInItsInterval() {
    world.agents(100);
    world.metrics.put("errors", 0.0);
    Gate errors =
        new Gate.MetricGate(
            "errors", "errors", new Condition(Comparison.LESS, 1, 2, Duration.ofSeconds(30)));
    world.start(strategy(stage(50, 3600, errors), stage(100, 0)));
    world.turns(200);
    for (int phase = 0; phase < 31; phase++) {
      world.metrics.put("errors", 7.0);
      world.turns(3);
      world.metrics.put("errors", 0.0);
      world.turns(58);
      assertThat(world.get("prod-1").state()).isEqualTo(RolloutState.RUNNING);
    }
  }

  @Test
  void aPauseUsesUpNoObservation() {
    world.agents(100);
    world.start(strategy(stage(20, 600, FAILED), stage(100, 600, FAILED)));
    world.turns(20);
    assertThat(world.get("prod-1").progress().place().phase())
        .isEqualTo(StagePosition.Phase.OBSERVE);
    world.rollouts().pause("prod-1", "ops");
    world.turns(700);
    world.rollouts().resume("prod-1", "ops");
    world.turns(599);
    assertThat(world.get("prod-1").progress().place().stage()).isZero();
    world.turns(3);
    assertThat(world.get("prod-1").progress().place().stage()).isEqualTo(1);
  }

  @Test
  void whatWasQuarantinedMayBeTriedAgain() {
    world.agents(100, Nature.FAILS);
    world.start(strategy(stage(100, 5, FAILED)));
    world.until("prod-1", RolloutState.ROLLED_BACK, 20);
    assertThat(world.targets.get("prod").quarantine()).isNotNull();
    world.start(strategy(stage(100, 5, FAILED)));
    assertThat(world.targets.get("prod").quarantine()).isNull();
  }

  @Test
  void aRevisionWithTheSameContentIsRefused() {
    world.targets.config("other", "a: 1\n");
    StartOutcome outcome =
        world
            .rollouts()
            .start(
                new StartRollout(
                    "prod",
                    ConfigReference.parse("other@1"),
                    strategy(stage(100, 5)),
                    false,
                    "ops"));
    assertThat(outcome)
        .isEqualTo(
            new StartOutcome.Conflict(
                "other@1 has the same content as prod@1, which target 'prod' has: agents would see"
                    + " no change"));
  }

  @Test
  void aShareBeyondAllNumbersIsRefused() {
    for (String text : new String[] {"1e2147483647", "1e-2147483647", "-1e99", "100.001"}) {
      assertThatThrownBy(() -> StageScope.Percent.of(new BigDecimal(text)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected 0.01 to 100 in steps of 0.01");
    }
  }
}
