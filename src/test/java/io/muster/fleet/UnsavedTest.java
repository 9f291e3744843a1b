package io.muster.fleet;

import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.EffectiveConfig;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many agents are ahead of the store, which operators watch. */
class UnsavedTest {

  private final FleetHarness harness = new FleetHarness();

  @Test
  void aWriteThatHangsCountsOnceItTakesLongerThanAnAnswerWaits() {
    harness.accepted(complete(1));
    harness.agents.hold();
    var sick = ComponentHealth.newBuilder().setHealthy(false);
    harness.accepted(message(2).setHealth(sick));
    harness.accepted(complete(1).setInstanceUid(new InstanceUid(1, 2).toBytes()));
    assertThat(harness.fleet().unsaved()).isZero();
    harness.pass(Duration.ofMillis(501));
    assertThat(harness.fleet().unsaved()).isEqualTo(2);
    harness.agents.release();
    assertThat(harness.fleet().unsaved()).isZero();
  }

  @Test
  void aWriteThatFailsCountsUntilTheSweepHasSaved() {
    harness.agents.failWith(new IllegalStateException("disk full"));
    harness.accepted(complete(1));
    assertThat(harness.fleet().unsaved()).isEqualTo(1);
    harness.agents.failWith(null);
    harness.sweep().presence();
    assertThat(harness.fleet().unsaved()).isZero();
  }

  @Test
  void anAgentTheStoreDoesNotTakeLeavesTheOthersAloneAndIsNotTriedForEver() {
    InstanceUid large = new InstanceUid(1, 2);
    harness.agents.tooLarge(Set.of(large));
    harness.agents.failWith(new IllegalStateException("disk full"));
    harness.accepted(complete(1));
    harness.accepted(complete(1).setInstanceUid(large.toBytes()));
    harness.agents.failWith(null);
    harness.sweep().presence();
    assertThat(harness.fleet().unsaved()).isEqualTo(1);
    int writes = harness.agents.writes();
    harness.sweep().presence();
    assertThat(harness.agents.writes()).isEqualTo(writes);
    assertThat(harness.restarted().fleet().find(FleetHarness.UID).orElseThrow().sequence())
        .isEqualTo(1);
    harness.agents.tooLarge(Set.of());
    var well = ComponentHealth.newBuilder().setHealthy(true).setStatus("slimmer");
    harness.accepted(message(2).setInstanceUid(large.toBytes()).setHealth(well));
    assertThat(harness.fleet().unsaved()).isZero();
  }

  @Test
  void aReportWhoseConfigTheStoreDoesNotTakeIsSavedLaterWithIt() {
    KnownAgent agent = harness.accepted(complete(1));
    RuntimeException full = new IllegalStateException("disk full");
    harness.contents.failWith(full);
    harness.agents.failWith(full);
    harness.accepted(
        message(2)
            .setHealth(ComponentHealth.newBuilder().setStatus("configured"))
            .setEffectiveConfig(
                EffectiveConfig.newBuilder()
                    .setConfigMap(
                        AgentConfigMap.newBuilder()
                            .putConfigMap("", AgentConfigFile.getDefaultInstance()))));
    assertThat(harness.fleet().unsaved()).isEqualTo(1);
    harness.contents.failWith(null);
    harness.agents.failWith(null);
    harness.sweep().presence();
    assertThat(harness.fleet().unsaved()).isZero();
    assertThat(harness.fleet().effectiveConfig(agent.state())).isPresent();
    FleetHarness restarted = harness.restarted();
    KnownAgent stored = restarted.fleet().find(FleetHarness.UID).orElseThrow();
    assertThat(stored.state().reported()).isEqualTo(agent.state().reported());
  }

  @Test
  void aDeletedAgentIsNotCounted() {
    harness.agents.hold();
    KnownAgent agent = harness.accepted(complete(1));
    harness.pass(Duration.ofSeconds(1));
    assertThat(harness.fleet().unsaved()).isEqualTo(1);
    var _ = harness.fleet().remove(agent);
    assertThat(harness.fleet().unsaved()).isZero();
  }
}
