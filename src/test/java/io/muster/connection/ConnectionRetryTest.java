package io.muster.connection;

import static io.muster.connection.SettingsInTests.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempt;
import io.muster.agent.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Connection settings that go on after they were stopped, or change meanwhile. */
class ConnectionRetryTest extends ConnectionRolloutFixture {

  @Test
  void aRetryGoesOnWithTheKindsThatWereStopped() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    assertThat(only().stop()).isNotNull();

    assertThat(policy.retry("eu", "ann")).isInstanceOf(ConnectionPolicy.Outcome.Changed.class);
    rollout.step();
    List<Agent> again = offered(agents);
    assertThat(again).containsExactly(first);
    again.getFirst().takesThem();
    rollout.step();
    assertThat(offered(agents)).hasSize(2);
  }

  @Test
  void whoeverHasAnAgentForgetsWhatFailedThereAndNobodyElse() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    fleet.pass(Duration.ofSeconds(1));
    assertThat(policy.retry("eu", "ann")).isInstanceOf(ConnectionPolicy.Outcome.Changed.class);
    assertThat(first.state()).as("it is only written down").isEqualTo(Attempt.State.TAKEN_BACK);
    assertThat(offered(agents)).isEmpty();

    // An instance that does not lead does so for those it has, and not for those that are away.
    ConnectionRollout follower = rollout(false);
    first.leaves();
    follower.step();
    assertThat(first.state()).isEqualTo(Attempt.State.TAKEN_BACK);
    first.comesBackBy("old");
    follower.step();
    assertThat(first.attempt()).isNull();
    rollout.step();
    assertThat(offered(agents)).hasSize(1);
  }

  @Test
  void whatFailsAfterTheRetryStopsItAgain() {
    List<Agent> agents = agents(3);
    goOut();
    offered(agents);
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    fleet.pass(Duration.ofSeconds(1));
    policy.retry("eu", "ann");
    for (int i = 0; i < 3; i++) {
      rollout.step();
    }
    assertThat(offered(agents)).hasSize(1);
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    rollout.step();
    assertThat(only().stop()).isNotNull();
    assertThat(offered(agents)).isEmpty();
  }

  @Test
  void aRetryReachesWhatFailedWithTheSameSettingsUnderAnotherSelector() {
    List<Agent> agents = agents(1);
    goOut();
    offered(agents);
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    fleet.pass(Duration.ofSeconds(1));
    policy.put(put("eu", new Selector(Map.of("service.name", "otelcol")), NEW));
    rollout.step();
    assertThat(offered(agents)).as("it failed with these").isEmpty();
    policy.retry("eu", "ann");
    rollout.step();
    rollout.step();
    assertThat(offered(agents)).hasSize(1);
  }

  @Test
  void settingsThatAreChangedAndPutBackAtOnceLeaveAllWithTheFirstAndNobodyWaiting() {
    List<Agent> agents = agents(12);
    goOut();
    for (int i = 0; i < 3; i++) {
      offered(agents).forEach(Agent::takesThem);
      rollout.step();
    }
    assertThat(agents).allMatch(agent -> agent.state() == Attempt.State.APPLIED);
    fleet.pass(Duration.ofSeconds(5));
    ConnectionSettings other =
        new ConnectionSettings(
            NEW.endpoint(), Map.of("authorization", "Bearer other"), Duration.ofSeconds(10));
    policy.put(put("eu", other));
    rollout.step();
    Agent swapped = offered(agents).getFirst();
    // It says that it has the first, which is so until it has taken the other.
    policy.put(put("eu", NEW));
    rollout.step();
    for (int i = 0; i < 4; i++) {
      offered(agents).forEach(Agent::takesThem);
      rollout.step();
    }
    assertThat(swapped.state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(rollout.underWay()).isFalse();
    fleet.pass(Duration.ofSeconds(200));
    rollout.step();
    assertThat(only().stop()).as("nobody waits for the other").isNull();
    assertThat(offered(agents)).isEmpty();
  }
}
