package io.muster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempts;
import io.muster.agent.Attribute;
import io.muster.agent.AttributeValue;
import io.muster.agent.Description;
import io.muster.agent.Reported;
import io.muster.policy.World;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A plan says of agents that run already what is wanted what their first offer would find. */
class AdoptionPlanTest {

  private static final AgentCapabilities CAPABILITIES =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_EFFECTIVE_CONFIG);

  private final PlanningFleet fleet = new PlanningFleet();

  private void runs(int number, String yaml, AgentCapabilities capabilities) {
    Description description =
        new Description(List.of(new Attribute("env", new AttributeValue.Text("prod"))), List.of());
    Reported reported =
        new Reported(
            capabilities,
            description,
            null,
            fleet.agents.effective(Map.of("", yaml)),
            null,
            null,
            null,
            List.of(),
            null);
    fleet.agents.store(PlanningFleet.uid(number), reported, Map.of(), Attempts.NONE);
  }

  private static Manifests manifests(String yaml) {
    return new Manifests(
        List.of(World.config("prod", yaml, null)),
        List.of(World.target("prod", "env=prod", "prod@1", 100, 10)));
  }

  @Test
  void whoRunsItAlreadyNeitherChangesNorRestarts() {
    for (int i = 0; i < 6; i++) {
      runs(i, PlanningFleet.yaml("debug"), CAPABILITIES);
    }
    fleet.agents.load(5);
    Plan plan = fleet.plan(manifests(PlanningFleet.yaml("debug")));
    assertThat(plan.applicable()).isTrue();
    assertThat(plan.totals()).isEqualTo(new Plan.Totals(6, 0, 0, 0, 0, 0, 6));
    Plan.Group group = plan.groups().getFirst();
    assertThat(group.agents()).isEqualTo(6);
    assertThat(group.connected()).isEqualTo(5);
    assertThat(group.restarts()).isZero();
    assertThat(group.running()).isEqualTo(6);
    assertThat(group.obstacles()).isEmpty();
  }

  @Test
  void whoRunsSomethingElseRestartsAndWhoCannotTakeItIsNotSaidToRunIt() {
    runs(1, PlanningFleet.yaml("debug"), CAPABILITIES);
    runs(2, PlanningFleet.yaml("nop"), CAPABILITIES);
    runs(
        3,
        PlanningFleet.yaml("debug"),
        AgentCapabilities.of(
            AgentCapability.REPORTS_STATUS, AgentCapability.REPORTS_EFFECTIVE_CONFIG));
    fleet.agents.load(3);
    Plan plan = fleet.plan(manifests(PlanningFleet.yaml("debug")));
    assertThat(plan.totals()).isEqualTo(new Plan.Totals(3, 2, 1, 1, 0, 0, 1));
  }
}
