package io.muster.plan;

import static io.muster.plan.PlanningFleet.MANAGED;
import static io.muster.plan.PlanningFleet.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.fleet.TestFleet;
import io.muster.plan.Plan.Group;
import io.muster.plan.Plan.Obstacle;
import io.muster.plan.Plan.Reason;
import io.muster.policy.PutTarget;
import io.muster.policy.TargetSpec;
import io.muster.policy.Window;
import io.muster.policy.World;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ConfigHashes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {

  private final PlanningFleet fleet = new PlanningFleet();

  private static Manifests config(String name, String yaml) {
    return new Manifests(List.of(World.config(name, yaml, null)), List.of());
  }

  private static Group only(Plan plan) {
    assertThat(plan.groups()).hasSize(1);
    return plan.groups().getFirst();
  }

  private void tenManagedAgents() {
    for (int i = 0; i < 10; i++) {
      fleet.agent(i, MANAGED, "0.157.0", "a");
    }
    fleet.components("a", "debug", "nop");
    fleet.agents.load(8);
    fleet.world.put("prod", yaml("debug"));
    fleet.world.target("prod", "env=prod", "prod", 100);
  }

  @Test
  void agentsThatChangeAlikeAreOneGroupWithItsDifference() {
    tenManagedAgents();
    Plan plan = fleet.plan(config("prod", yaml("nop")));
    assertThat(plan.applicable()).isTrue();
    assertThat(plan.totals()).isEqualTo(new Plan.Totals(10, 10, 8, 0, 0, 0, 0));
    Group group = only(plan);
    assertThat(group.from()).isEqualTo(ConfigReference.pinned("prod", 1));
    assertThat(group.to()).isEqualTo(ConfigReference.pinned("prod", 2));
    assertThat(group.agents()).isEqualTo(10);
    assertThat(group.connected()).isEqualTo(8);
    assertThat(group.restarts()).isEqualTo(8);
    assertThat(group.targets()).containsExactly("prod");
    assertThat(group.sample()).hasSize(10).contains(PlanningFleet.uid(3));
    assertThat(group.diff()).isNotNull();
    assertThat(String.valueOf(group.diff() == null ? "" : group.diff().unified()))
        .contains("-  debug:")
        .contains("+  nop:");
    assertThat(group.builds()).containsExactly(new Plan.BuildCheck("0.157.0", true, 10, List.of()));
    assertThat(plan.changes())
        .containsExactly(
            new Change(
                new ManifestId(ManifestKind.CONFIG, "prod"),
                Change.Action.UPDATE,
                "prod@1",
                "prod@2"));
  }

  @Test
  void agentsThatWaitForAWindowAreCountedAsThatAndNotAsRestarts() {
    tenManagedAgents();
    Window closed = Window.parse(List.of("thu"), "00:00", "00:01", "UTC");
    TargetSpec spec = World.target("prod", "env=prod", "prod", 100, 0).spec().within(closed);
    Plan plan =
        fleet.plan(
            new Manifests(
                List.of(World.config("prod", yaml("nop"), null)),
                List.of(new PutTarget("prod", spec, "ops", null))));
    assertThat(plan.totals()).isEqualTo(new Plan.Totals(10, 10, 0, 0, 0, 8, 0));
    assertThat(only(plan).waiting()).isEqualTo(8);
    assertThat(only(plan).restarts()).isZero();
  }

  @Test
  void nothingIsWrittenByAPlan() {
    tenManagedAgents();
    long generation = fleet.world.policies.current().generation();
    var _ = fleet.plan(config("prod", yaml("nop")));
    assertThat(fleet.world.newest("prod").number()).isEqualTo(1);
    assertThat(fleet.world.policies.refresh().generation()).isEqualTo(generation);
  }

  @Test
  void whatIsThereAlreadyChangesNobody() {
    tenManagedAgents();
    Plan plan = fleet.plan(config("prod", yaml("debug")));
    assertThat(plan.groups()).isEmpty();
    assertThat(plan.changes().getFirst().action()).isEqualTo(Change.Action.NONE);
  }

  @Test
  void weightsSplitAgentsIntoGroupsAndTheLastTargetIsSaidToTakeTheRest() {
    for (int i = 0; i < 300; i++) {
      fleet.agent(i, MANAGED, "0.157.0", "a");
    }
    fleet.agents.load(300);
    Plan plan =
        fleet.plan(
            new Manifests(
                List.of(
                    World.config("prod", yaml("debug"), null),
                    World.config("next", yaml("nop"), null)),
                List.of(
                    World.target("canary", "env=prod", "next", 10, 1),
                    World.target("prod", "env=prod", "prod", 50, 2))));
    assertThat(plan.groups()).hasSize(2);
    assertThat(plan.groups()).allSatisfy(group -> assertThat(group.from()).isNull());
    assertThat(plan.groups().get(0).to()).isEqualTo(ConfigReference.pinned("prod", 1));
    assertThat(plan.groups().get(0).agents()).isGreaterThan(240);
    assertThat(plan.groups().get(1).targets()).containsExactly("canary");
    assertThat(plan.problems()).hasSize(1);
    assertThat(plan.problems().getFirst().problem().message())
        .contains("add up to 60")
        .contains("prod takes the remaining 40 percent, too");
    assertThat(plan.applicable()).isTrue();
  }

  @Test
  void agentsThatCannotTakeItAreToldWithTheReason() {
    fleet.components("full", "debug", "nop");
    fleet.components("small", "debug");
    fleet.agent(0, MANAGED, "0.157.0", "full");
    fleet.agent(1, MANAGED, "0.98.0", "small");
    fleet.agent(2, AgentCapabilities.of(AgentCapability.REPORTS_STATUS), "0.157.0", "full");
    var hash =
        ConfigHashes.of(
            ConfigDocument.collector(ByteString.copyFromUtf8(yaml("nop")))
                .toProto()
                .getConfigMapMap());
    Attempts failed =
        Attempts.NONE
            .offered(OfferKind.CONFIG, hash, "prod@2", 1, TestFleet.NOW, Duration.ofSeconds(60))
            .answered(
                OfferKind.CONFIG,
                new OfferStatus(hash, OfferStatus.State.FAILED, "no"),
                TestFleet.NOW);
    fleet.agent(3, MANAGED, "0.157.0", "full", failed);
    fleet.agents.load(4);
    fleet.world.put("prod", yaml("debug"));
    fleet.world.target("prod", "env=prod", "prod", 100);

    Plan plan = fleet.plan(config("prod", yaml("nop")));
    Group group = only(plan);
    assertThat(group.obstacles())
        .extracting(Obstacle::reason)
        .containsExactlyInAnyOrder(Reason.CAPABILITY, Reason.FAILED_BEFORE, Reason.COMPONENTS);
    assertThat(group.obstacles())
        .filteredOn(obstacle -> obstacle.reason() == Reason.COMPONENTS)
        .allSatisfy(obstacle -> {
          assertThat(obstacle.message()).contains("no exporter 'nop'");
          assertThat(obstacle.sample()).containsExactly(PlanningFleet.uid(1));
        });
    assertThat(plan.totals()).isEqualTo(new Plan.Totals(4, 4, 1, 3, 0, 0, 0));
    assertThat(plan.applicable()).isTrue();
  }

  @Test
  void anErrorInAManifestMakesThePlanInapplicable() {
    tenManagedAgents();
    Manifests manifests =
        new Manifests(
            List.of(World.config("prod", yaml("nop").replace("[otlp]", "[oltp]"), null)),
            List.of(World.target("other", "a=b", "missing", 100, 1)));
    Plan plan = fleet.plan(manifests);
    assertThat(plan.applicable()).isFalse();
    assertThat(plan.problems())
        .filteredOn(ManifestProblem::error)
        .extracting(problem -> problem.manifest() + ": " + problem.problem().message())
        .containsExactly(
            "config prod: pipeline 'traces' names receiver 'oltp', which is not defined",
            "target other: config missing does not exist: put the config first, or see which"
                + " revisions there are");
    assertThat(fleet.apply(manifests, plan.token()))
        .isInstanceOf(ManifestApplier.Outcome.Refused.class);
    assertThat(fleet.world.newest("prod").number()).isEqualTo(1);
  }

  @Test
  void aPlanIsAppliedOnceTheWorldIsAsItWas() {
    tenManagedAgents();
    Manifests manifests =
        new Manifests(
            List.of(World.config("next", yaml("nop"), null)),
            List.of(World.target("prod", "env=prod", "next@1", 100, 0)));
    Plan plan = fleet.plan(manifests);
    assertThat(fleet.apply(manifests, plan.token()))
        .isInstanceOfSatisfying(
            ManifestApplier.Outcome.Applied.class,
            applied ->
                assertThat(applied.done())
                    .extracting(ManifestApplier.Done::reference)
                    .containsExactly("next@1", "next@1"));
    assertThat(fleet.plan(manifests).groups()).isEmpty();
  }

  @Test
  void aPlanIsRefusedWhenTheWorldOrTheManifestsAreOthers() {
    tenManagedAgents();
    Manifests manifests = config("prod", yaml("nop"));
    String token = fleet.plan(manifests).token();
    assertThat(fleet.apply(config("prod", yaml("nop/2")), token))
        .isInstanceOfSatisfying(
            ManifestApplier.Outcome.Moved.class,
            moved -> assertThat(moved.message()).contains("not the manifests"));
    fleet.world.put("unused", "a: 1\n");
    fleet.world.target("second", "env=test", "prod", 100);
    assertThat(fleet.apply(manifests, token))
        .isInstanceOfSatisfying(
            ManifestApplier.Outcome.Moved.class,
            moved -> assertThat(moved.message()).contains("plan again"));
    assertThat(fleet.world.newest("prod").number()).isEqualTo(1);
    assertThatThrownBy(() -> fleet.apply(manifests, "nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("POST /api/v1/plan");
  }

  @Test
  void aConfigThatNobodyUsesDoesNotMoveTheWorld() {
    tenManagedAgents();
    Manifests manifests = config("prod", yaml("nop"));
    String token = fleet.plan(manifests).token();
    fleet.world.put("unused", "a: 1\n");
    assertThat(fleet.apply(manifests, token)).isInstanceOf(ManifestApplier.Outcome.Applied.class);
  }

  @Test
  void weightMovesBetweenTargetsWithoutExceedingAHundred() {
    fleet.world.put("prod", yaml("debug"));
    fleet.world.target("a", "env=prod", "prod", 60);
    fleet.world.target("b", "env=prod", "prod", 40);
    Manifests manifests =
        new Manifests(
            List.of(),
            List.of(
                World.target("b", "env=prod", "prod", 70, 0),
                World.target("a", "env=prod", "prod", 30, 0)));
    Plan plan = fleet.plan(manifests);
    assertThat(plan.problems()).isEmpty();
    assertThat(fleet.apply(manifests, plan.token()))
        .isInstanceOf(ManifestApplier.Outcome.Applied.class);
  }

  @Test
  void aTargetsRuleSetsAreCheckedAsTheyStandInTheConfigAndPerBuild() {
    fleet.agent(20, MANAGED, "0.98.0", "small");
    fleet.processors("small", "batch");
    tenManagedAgents();
    fleet.world.rules(
        "stamp", "trace_statements: ['set(span.attributes[\"v\"], 1)']\ncollector: any\n");
    fleet.world.rules("later", "collector: any\ntrace_statements: ['nobody_knows(span.name)']\n");
    Manifests manifests =
        new Manifests(
            List.of(), List.of(World.target("prod", "env=prod", "prod@1+stamp+later", 100, 0)));
    Plan plan = fleet.plan(manifests);
    assertThat(plan.problems())
        .extracting(problem -> problem.manifest() + ": " + problem.problem().message())
        .anySatisfy(message ->
            assertThat(message)
                .startsWith("target prod: as prod@1+stamp@1+later@1: a collector 0.161.0 would"));
    assertThat(plan.applicable()).isTrue();
    Group group = only(plan);
    assertThat(String.valueOf(group.to())).isEqualTo("prod@1+stamp@1+later@1");
    assertThat(group.builds()).hasSize(2);
    assertThat(group.builds().get(0).version()).isEqualTo("0.157.0");
    assertThat(group.builds().get(0).problems())
        .extracting(problem -> problem.path() + " " + problem.hint())
        .singleElement()
        .asString()
        .startsWith("/processors/transform~1later/trace_statements ")
        .contains("nobody_knows");
    assertThat(group.builds().get(1).problems())
        .extracting(io.muster.config.syntax.ConfigProblem::message)
        .containsOnly("the agent has no processor 'transform'");
    assertThat(group.obstacles()).extracting(Obstacle::reason).containsOnly(Reason.COMPONENTS);
  }
}
