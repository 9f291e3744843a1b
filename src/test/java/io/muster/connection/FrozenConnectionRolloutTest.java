package io.muster.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentSelector;
import io.muster.freeze.Freezes.Which;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connection settings in a freeze. */
class FrozenConnectionRolloutTest extends ConnectionRolloutFixture {

  private void freeze() {
    var _ = fleet.freezes().freeze(AgentSelector.ALL, "holidays", "ops");
  }

  private void unfreeze() {
    var _ = fleet.freezes().lift(new Which.All(), "ops");
  }

  @Test
  void nobodyIsChosenInAFreeze() {
    List<Agent> agents = agents(3);
    freeze();
    goOut();
    for (int i = 0; i < 20; i++) {
      rollout.step();
      assertThat(offered(agents)).isEmpty();
      fleet.pass(Duration.ofSeconds(30));
    }
    unfreeze();
    rollout.step();
    assertThat(offered(agents)).hasSize(1);
  }

  @Test
  void whoDidNotComeBackInAFreezeHasItsTurnAgainAndStopsNobody() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    freeze();
    for (int i = 0; i < 20; i++) {
      fleet.pass(Duration.ofSeconds(30));
      rollout.step();
      assertThat(offered(agents)).isEmpty();
    }
    unfreeze();
    rollout.step();
    List<Agent> next = offered(agents);
    assertThat(next).as("somebody has a turn").hasSize(1);
    assertThat(first.attempt())
        .satisfiesAnyOf(
            attempt -> assertThat(attempt).isNull(),
            attempt -> assertThat(next).containsExactly(first));
    next.getFirst().takesThem();
    rollout.step();
    assertThat(offered(agents)).hasSize(2);
  }
}
