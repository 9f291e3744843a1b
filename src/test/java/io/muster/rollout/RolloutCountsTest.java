package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.telemetry.RolloutMetrics;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RolloutCountsTest {

  private final InMemoryRolloutStore store = new InMemoryRolloutStore();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RolloutCounts counts = new RolloutCounts(store, new RolloutMetrics(registry));

  private static Rollout rollout(String id, RolloutState state) {
    Rollout any = RolloutStoreContract.everything(id);
    return any.with(any.progress().in(state), Instant.EPOCH);
  }

  private double inState(String state) {
    return registry.get("muster.rollouts").tag("state", state).gauge().value();
  }

  private double ended(String state) {
    return registry.get("muster.rollouts.ended").tag("state", state).counter().count();
  }

  @Test
  void rolloutsAreCountedByTheirState() {
    store.add(rollout("a-1", RolloutState.SUCCEEDED));
    store.add(rollout("a-2", RolloutState.RUNNING));
    store.add(rollout("b-1", RolloutState.RUNNING));
    counts.count();
    assertThat(inState("running")).isEqualTo(2);
    assertThat(inState("succeeded")).isEqualTo(1);
    assertThat(inState("paused")).isZero();
  }

  @Test
  void anEndIsCountedOnceHoweverOftenItIsTold() {
    assertThat(ended("succeeded")).isZero();
    counts.changed(rollout("a-1", RolloutState.RUNNING));
    counts.changed(rollout("a-1", RolloutState.SUCCEEDED));
    counts.changed(rollout("a-1", RolloutState.SUCCEEDED));
    counts.changed(rollout("a-2", RolloutState.ROLLED_BACK));
    counts.stop();
    assertThat(ended("succeeded")).isEqualTo(1);
    assertThat(ended("rolled_back")).isEqualTo(1);
    assertThat(ended("aborted")).isZero();
  }
}
