package io.muster.plan;

import static io.muster.plan.PlanningFleet.MANAGED;
import static io.muster.plan.PlanningFleet.uid;
import static io.muster.plan.PlanningFleet.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Labels;
import io.muster.config.ConfigReference;
import io.muster.plan.ManifestApplier.Outcome;
import io.muster.policy.World;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Manifests that are applied as a set: owned by it, and pruned within it only. */
class ManifestSetsTest {

  private final PlanningFleet fleet = new PlanningFleet();

  ManifestSetsTest() {
    for (int i = 0; i < 10; i++) {
      fleet.agent(i, MANAGED, "0.157.0", "a");
    }
    fleet.components("a", "debug", "nop");
    fleet.agents.load(10);
  }

  private static Manifests of(OfSet set, Manifest... manifests) {
    return new Manifests(List.of(manifests), null, set, false);
  }

  private static OfSet set(String name) {
    return new OfSet(name, true, false, "ops");
  }

  private static Manifest config(String name) {
    return new Manifest.OfConfig(World.config(name, yaml("debug"), null));
  }

  private static Manifest target(String name, String config) {
    return new Manifest.OfTarget(World.target(name, "set=" + name, config, 100, 0));
  }

  private void applied(Manifests manifests) {
    Plan plan = fleet.plan(manifests);
    assertThat(plan.problems()).filteredOn(ManifestProblem::error).isEmpty();
    assertThat(fleet.apply(manifests, plan.token())).isInstanceOf(Outcome.Applied.class);
  }

  private Set<ManifestId> members(String set) {
    return fleet.sets.read().members(set);
  }

  @Test
  void whatASetNoLongerHasIsDeletedBehindWhatNamedIt() {
    applied(of(set("a"), config("one"), target("one", "one"), config("two"), target("two", "two")));
    assertThat(members("a")).hasSize(4);
    fleet.world.put("mine", yaml("nop"));

    Manifests less = of(set("a"), config("two"), target("two", "two"));
    Plan plan = fleet.plan(less);
    assertThat(plan.changes())
        .filteredOn(change -> change.action() == Change.Action.DELETE)
        .extracting(Change::manifest)
        .extracting(ManifestId::toString)
        .containsExactly("target one", "config one");
    assertThat(fleet.world.targets.get("one")).as("a plan deletes nothing").isPresent();
    applied(less);
    assertThat(fleet.world.targets.get("one")).isEmpty();
    assertThat(fleet.world.configs.get(ConfigReference.newest("one"))).isEmpty();
    assertThat(fleet.world.configs.get(ConfigReference.newest("mine"))).isPresent();
    assertThat(fleet.world.targets.get("two")).isPresent();
    assertThat(members("a"))
        .extracting(ManifestId::toString)
        .containsExactly("config two", "target two");
  }

  @Test
  void withoutPruneNothingIsDeletedAndWhatIsLeftIsSaid() {
    applied(of(set("a"), config("one"), config("two")));
    Manifests less = of(new OfSet("a", false, false, "ops"), config("two"));
    assertThat(fleet.plan(less).problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.error()).isFalse();
          assertThat(problem.manifest()).isEqualTo("config one");
          assertThat(problem.problem().message()).contains("prune deletes it");
        });
    applied(less);
    assertThat(members("a")).hasSize(2);
    assertThat(fleet.world.configs.get(ConfigReference.newest("one"))).isPresent();
  }

  @Test
  void whatBelongsToAnotherSetIsRefusedWithItsOwnerUnlessItIsTakenOver() {
    applied(of(set("a"), config("one"), config("two")));
    Manifests foreign = of(set("b"), config("one"));
    Plan plan = fleet.plan(foreign);
    assertThat(plan.problems())
        .filteredOn(ManifestProblem::error)
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.problem().message())
                .contains("config one belongs to set 'a'", "takeOver"));
    assertThat(fleet.apply(foreign, plan.token())).isInstanceOf(Outcome.Refused.class);
    assertThat(members("b")).isEmpty();

    applied(of(new OfSet("b", true, true, "ops"), config("one")));
    assertThat(members("a")).extracting(ManifestId::toString).containsExactly("config two");
    assertThat(members("b")).extracting(ManifestId::toString).containsExactly("config one");
    // The first set has lost it, and does not delete it.
    applied(of(set("a"), config("two")));
    assertThat(fleet.world.configs.get(ConfigReference.newest("one"))).isPresent();
  }

  @Test
  void whatAnotherNamesIsNotPruned() {
    applied(of(set("a"), config("one")));
    var _ = fleet.world.target("other", "x=y", "one", 100);
    Manifests none = of(set("a"), config("two"));
    assertThat(fleet.plan(none).problems())
        .filteredOn(ManifestProblem::error)
        .singleElement()
        .satisfies(problem -> assertThat(problem.problem().message()).contains("target other"));
  }

  @Test
  void twoSetsDoNotPruneEachOther() {
    applied(of(set("a"), config("one")));
    applied(of(set("b"), config("two")));
    applied(of(set("a"), config("three")));
    assertThat(fleet.world.configs.get(ConfigReference.newest("two"))).isPresent();
    assertThat(fleet.world.configs.get(ConfigReference.newest("one"))).isEmpty();
  }

  @Test
  void aSetThatChangedSinceThePlanIsPlannedAgain() {
    applied(of(set("a"), config("one")));
    Manifests next = of(set("a"), config("two"));
    String token = fleet.plan(next).token();
    applied(of(set("a"), config("one"), config("three")));
    assertThat(fleet.apply(next, token)).isInstanceOf(Outcome.Moved.class);
    assertThat(fleet.world.configs.get(ConfigReference.newest("three"))).isPresent();
  }

  @Test
  void labelsAndTheDefaultConfigArePrunedByTakingThemOff() {
    fleet.world.put("base", yaml("nop"));
    applied(
        of(
            set("a"),
            new Manifest.OfDefault(ConfigReference.parse("base"), "ops"),
            new Manifest.OfLabels(uid(3), new Labels(Map.of("env", "test")), "ann"),
            config("one")));
    applied(of(set("a"), config("one")));
    assertThat(fleet.world.defaults.get()).isEmpty();
    assertThat(fleet.agents.fleet().find(uid(3)).orElseThrow().state().labels())
        .isEqualTo(Labels.NONE);
  }

  @Test
  void whatWasDeletedByItselfBelongsToNobodyWhenItIsMadeAnew() {
    applied(of(set("a"), config("one"), config("two")));
    var _ = fleet.world.configs.delete("one", "ops", null);
    fleet.sets.forget(ManifestKind.CONFIG, "one");
    fleet.world.put("one", yaml("nop"));
    applied(of(set("a"), config("two")));
    assertThat(fleet.world.configs.get(ConfigReference.newest("one"))).isPresent();
  }

  @Test
  void withoutASetOneIsToldWhoseThingOneChanges() {
    applied(of(set("a"), config("one")));
    Manifests plain =
        new Manifests(
            List.of(new Manifest.OfConfig(World.config("one", yaml("nop"), null))), null, false);
    assertThat(fleet.plan(plain).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.problem().message()).contains("set 'a'"));
  }
}
