package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.Strategy.OnFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link RolloutStore} does. */
public abstract class RolloutStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-23T02:30:00.123456789Z");

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract RolloutStore store();

  static Rollout everything(String id) {
    Condition condition = new Condition(Comparison.AT_LEAST, 0.25, 3, Duration.ofMillis(1500));
    Strategy strategy =
        new Strategy(
            List.of(
                new Stage(
                    new StageScope.Matching(Selector.parse("tier=canary,team=änne")),
                    Duration.ofHours(12),
                    true,
                    List.of(
                        new Gate.FleetGate("a", Measure.parse("restarted_ratio"), true, condition),
                        new Gate.MetricGate(
                            "b",
                            "sum(up) > 0",
                            condition,
                            new Enforcement(Enforcement.OnError.IGNORE, false, 7)))),
                new Stage(
                    StageScope.Percent.of(new BigDecimal("0.01")), Duration.ZERO, false, List.of()),
                new Stage(
                    StageScope.Percent.of(BigDecimal.valueOf(100)),
                    Duration.ZERO,
                    false,
                    List.of())),
            OnFailure.PAUSE,
            77,
            true,
            true,
            12);
    Progress progress =
        new Progress(
            RolloutState.ROLLING_BACK,
            new StagePosition(
                1,
                StagePosition.Phase.OBSERVE,
                NOW,
                NOW.plusSeconds(1),
                Set.of(new InstanceUid(1, 2)),
                9,
                NOW.plusSeconds(2)),
            Set.of(new InstanceUid(3, 4)),
            Map.of(
                "a",
                new GateStatus(0.5, 2, NOW, ""),
                "b",
                new GateStatus(Double.NaN, 1, NOW, "no value", NOW.minusSeconds(3))),
            new Counts(7, 6, 5, 4, 3, 2, 1, 8),
            "because",
            RolloutState.ABORTED);
    return new Rollout(
        id,
        "prod",
        ConfigReference.parse("prod@3"),
        ConfigReference.parse("prod@4+redact@2"),
        new ContentHash(ByteString.copyFromUtf8("hash")),
        strategy,
        "ops",
        NOW,
        progress,
        NOW.plusSeconds(5),
        41);
  }

  @Test
  void aRolloutComesBackAsItWasWritten() {
    assertThat(store().add(everything("a-1"))).isTrue();
    assertThat(store().get("a-1").orElseThrow().value()).isEqualTo(everything("a-1"));
  }

  @Test
  void everyStateAndPhaseComesBack() {
    for (RolloutState state : RolloutState.values()) {
      for (StagePosition.Phase phase : StagePosition.Phase.values()) {
        String id = state.name().toLowerCase(java.util.Locale.ROOT) + "-" + phase.ordinal();
        Rollout plain = everything(id);
        Progress progress = plain.progress();
        Rollout rollout = plain.with(progress.in(state).at(progress.place().in(phase, NOW)), NOW);
        store().add(rollout);
        assertThat(store().get(id).orElseThrow().value()).isEqualTo(rollout);
      }
    }
  }

  @Test
  void aRolloutIsReplacedOnlyAtTheVersionThatWasRead() {
    store().add(everything("a-1"));
    assertThat(store().add(everything("a-1"))).isFalse();
    long first = store().get("a-1").orElseThrow().version();
    Rollout next = everything("a-1").with(everything("a-1").progress().because("another"), NOW);
    assertThat(store().replace(next, first)).isTrue();
    assertThat(store().replace(everything("a-1"), first)).isFalse();
    assertThat(store().remove("a-1", first)).isFalse();
    assertThat(store().all()).containsExactly(store().get("a-1").orElseThrow());
    assertThat(store().all().getFirst().value()).isEqualTo(next);
    assertThat(store().remove("a-1", store().get("a-1").orElseThrow().version())).isTrue();
    assertThat(store().all()).isEmpty();
  }
}
