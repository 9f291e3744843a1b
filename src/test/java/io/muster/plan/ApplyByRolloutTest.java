package io.muster.plan;

import static io.muster.plan.PlanningFleet.MANAGED;
import static io.muster.plan.PlanningFleet.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.config.ConfigReference;
import io.muster.config.Versioned;
import io.muster.plan.ManifestApplier.Done;
import io.muster.plan.ManifestApplier.Outcome;
import io.muster.policy.PutTarget;
import io.muster.policy.Quarantine;
import io.muster.policy.Resolution;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.policy.World;
import io.muster.rollout.Comparison;
import io.muster.rollout.Condition;
import io.muster.rollout.Gate;
import io.muster.rollout.Stage;
import io.muster.rollout.StageScope;
import io.muster.rollout.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Manifests whose targets come to another config by rollouts. */
class ApplyByRolloutTest {

  static final ByRollout STANDARD = new ByRollout(strategy(List.of()), false);

  private final PlanningFleet fleet = new PlanningFleet();

  private static Strategy strategy(List<Gate> gates) {
    return new Strategy(
        List.of(new Stage(new StageScope.Percent(10_000), Duration.ZERO, false, gates)),
        Strategy.OnFailure.ROLLBACK,
        0,
        false);
  }

  private void agentsOf(String config) {
    for (int i = 0; i < 10; i++) {
      fleet.agent(i, MANAGED, "0.157.0", "a");
    }
    fleet.components("a", "debug", "nop");
    fleet.agents.load(10);
    fleet.world.put("prod", yaml("debug"));
    fleet.world.target("prod", "env=prod", config, 100);
  }

  private static Manifests manifests(
      @Nullable ByRollout how, @Nullable String yaml, String reference) {
    PutTarget target = World.target("prod", "env=prod", reference, 100, 0);
    return new Manifests(
        yaml == null ? List.of() : List.of(World.config("prod", yaml, null)), List.of(target), how);
  }

  private List<Done> applied(Manifests manifests) {
    Outcome outcome = fleet.apply(manifests, fleet.plan(manifests).token());
    assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    return ((Outcome.Applied) outcome).done();
  }

  /** What plan and apply say alike. */
  private String refused(Manifests manifests) {
    Plan plan = fleet.plan(manifests);
    assertThat(plan.applicable()).isFalse();
    Outcome outcome = fleet.apply(manifests, plan.token());
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    String said = ((Outcome.Refused) outcome).problems().getFirst().problem().message();
    assertThat(plan.problems())
        .anySatisfy(problem -> assertThat(problem.problem().message()).isEqualTo(said));
    return said;
  }

  private Target target() {
    return fleet.world.targets.get("prod").orElseThrow();
  }

  private void steer(UnaryOperator<Target> change) {
    Versioned<Target> read = fleet.world.targets.stored("prod").orElseThrow();
    assertThat(fleet.world.targets.steer(read, change.apply(read.value()), "rollout")).isTrue();
  }

  @Test
  void aRolloutIsStartedAndNobodyJumps() {
    agentsOf("prod@1");
    Manifests manifests = manifests(STANDARD, yaml("nop"), "prod@2");
    Plan plan = fleet.plan(manifests);
    assertThat(plan.changes())
        .contains(
            new Change(
                new ManifestId(ManifestKind.TARGET, "prod"),
                Change.Action.ROLLOUT,
                "prod@1",
                "prod@2"));
    assertThat(plan.totals().changing()).as("in the end").isEqualTo(10);
    assertThat(applied(manifests))
        .extracting(Done::kind, Done::reference, Done::rollout)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("config", "prod@2", null),
            org.assertj.core.groups.Tuple.tuple("target", "prod@2", "prod-1"));
    assertThat(target().config()).isEqualTo(ConfigReference.parse("prod@1"));
    assertThat(target().split()).isEqualTo(Split.none("prod-1", ConfigReference.parse("prod@2")));
    assertThat(fleet.rollouts.get("prod-1").orElseThrow().strategy())
        .isEqualTo(STANDARD.strategy());
  }

  @Test
  void applyingTheSameAgainStartsNothingMore() {
    agentsOf("prod@1");
    Manifests manifests = manifests(STANDARD, yaml("nop"), "prod");
    var _ = applied(manifests);
    assertThat(applied(manifests)).extracting(Done::rollout).containsExactly("prod-1");
    steer(target -> target.succeeded(ConfigReference.parse("prod@2"), "prod-1"));
    assertThat(fleet.plan(manifests).changes())
        .extracting(Change::action)
        .containsOnly(Change.Action.NONE);
    assertThat(applied(manifests)).isEmpty();
    assertThat(fleet.rollouts.list(null, null, 10).items()).hasSize(1);
  }

  @Test
  void aTargetThatFollowsIsPinnedBeforeItsConfigChanges() {
    agentsOf("prod");
    Manifests manifests = manifests(STANDARD, yaml("nop"), "prod");
    assertThat(applied(manifests)).extracting(Done::rollout).containsExactly(null, "prod-1");
    assertThat(target().config()).isEqualTo(ConfigReference.parse("prod@1"));
    assertThat(target().split()).isNotNull();
  }

  @Test
  void aTargetThatFollowsAndIsNotAmongTheManifestsWouldJump() {
    agentsOf("prod");
    Manifests config =
        new Manifests(List.of(World.config("prod", yaml("nop"), null)), List.of(), STANDARD);
    assertThat(refused(config)).startsWith("target prod follows it and would get prod@2 at once");
    assertThat(fleet.world.newest("prod").number()).isEqualTo(1);
  }

  @Test
  void aNewTargetIsPinnedToWhatIsNewest() {
    fleet.world.put("prod", yaml("debug"));
    var _ = applied(manifests(STANDARD, null, "prod"));
    assertThat(target().config()).isEqualTo(ConfigReference.parse("prod@1"));
    assertThat(target().split()).isNull();
  }

  @Test
  void whatElseChangesTakesEffectAtOnce() {
    agentsOf("prod@1");
    PutTarget lighter = World.target("prod", "env=prod", "prod@2", 60, 0);
    var _ =
        applied(
            new Manifests(
                List.of(World.config("prod", yaml("nop"), null)), List.of(lighter), STANDARD));
    assertThat(target().weight()).isEqualTo(60);
    assertThat(target().config()).isEqualTo(ConfigReference.parse("prod@1"));
    assertThat(target().split()).isNotNull();
  }

  @Test
  void whatWasReplacedGoesBackByARollout() {
    agentsOf("prod@1");
    fleet.world.put("prod", yaml("nop"));
    steer(target -> target.succeeded(ConfigReference.parse("prod@2"), "prod-7"));
    assertThat(refused(manifests(null, null, "prod@1"))).contains("would put it back");
    assertThat(applied(manifests(STANDARD, null, "prod@1")))
        .extracting(Done::rollout)
        .containsExactly("prod-1");
  }

  @Test
  void whatWasRolledBackIsNotTriedAgainByTheNextRunOfAPipeline() {
    agentsOf("prod@1");
    fleet.world.put("prod", yaml("nop"));
    Resolution.Found bad =
        (Resolution.Found) fleet.world.targets.resolve(ConfigReference.parse("prod@2"));
    steer(target -> target.takenBack(new Quarantine("prod-7", bad.hash(), "it was bad")));
    assertThat(refused(manifests(STANDARD, null, "prod@2")))
        .contains("prod@2 is in quarantine: it was bad", "by hand");
  }

  @Test
  void anotherRolloutIsNotReplacedUnlessToldSo() {
    agentsOf("prod@1");
    var _ = applied(manifests(STANDARD, yaml("nop"), "prod"));
    assertThat(refused(manifests(STANDARD, yaml("debug") + "# 3\n", "prod")))
        .contains("rollout prod-1 is at work on it");
    assertThat(
            applied(
                manifests(
                    new ByRollout(strategy(List.of()), true), yaml("debug") + "# 3\n", "prod")))
        .extracting(Done::rollout)
        .containsExactly(null, "prod-2");
  }

  @Test
  void aPlanAtOnceIsNoPlanByRollouts() {
    agentsOf("prod@1");
    Plan plan = fleet.plan(manifests(null, yaml("nop"), "prod@2"));
    assertThat(fleet.apply(manifests(STANDARD, yaml("nop"), "prod@2"), plan.token()))
        .isInstanceOf(Outcome.Moved.class);
    Plan cautious = fleet.plan(manifests(STANDARD, yaml("nop"), "prod@2"));
    ByRollout other =
        new ByRollout(
            strategy(
                List.of(
                    new Gate.FleetGate(
                        "f",
                        io.muster.rollout.Measure.parse("failed_ratio"),
                        false,
                        new Condition(Comparison.LESS, 1, 2, Duration.ofSeconds(1))))),
            false);
    assertThat(fleet.apply(manifests(other, yaml("nop"), "prod@2"), cautious.token()))
        .isInstanceOf(Outcome.Moved.class);
  }

  @Test
  void aStrategyThatCannotBeIsRefusedBeforeAnythingIsDone() {
    agentsOf("prod@1");
    Gate query =
        new Gate.MetricGate("q", "up", new Condition(Comparison.LESS, 1, 1, Duration.ZERO));
    ByRollout how = new ByRollout(strategy(List.of(query)), false);
    assertThat(refused(manifests(how, yaml("nop"), "prod@2"))).contains("needs a Prometheus");
    assertThat(fleet.world.newest("prod").number()).isEqualTo(1);
  }
}
