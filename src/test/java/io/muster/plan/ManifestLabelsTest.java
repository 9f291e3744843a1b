package io.muster.plan;

import static io.muster.plan.PlanningFleet.uid;
import static io.muster.plan.PlanningFleet.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentSelector;
import io.muster.agent.Labels;
import io.muster.config.ConfigReference;
import io.muster.plan.ManifestApplier.Outcome;
import io.muster.policy.World;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The labels in the metadata of manifests: kept, planned, all of them said by the manifest. */
class ManifestLabelsTest {

  private static final Labels EDGE = new Labels(Map.of("team", "edge", "tier", "one"));
  private static final Labels CORE = new Labels(Map.of("team", "core"));

  private final PlanningFleet fleet = new PlanningFleet();

  ManifestLabelsTest() {
    fleet.labelled(1, Map.of());
    fleet.agents.load(1);
  }

  private static Manifest config(String name, String exporter) {
    return new Manifest.OfConfig(World.config(name, yaml(exporter), null));
  }

  private static Manifest target(String name, String config) {
    return new Manifest.OfTarget(World.target(name, "set=" + name, config, 100, 0));
  }

  private static Manifests labelled(Labels labels, Manifest... manifests) {
    return labelled(labels, null, manifests);
  }

  private static Manifests labelled(Labels labels, @Nullable OfSet set, Manifest... manifests) {
    Map<ManifestId, Labels> all =
        labels.equals(Labels.NONE)
            ? Map.of()
            : Stream.of(manifests).collect(Collectors.toMap(Manifest::id, each -> labels));
    return new Manifests(List.of(manifests), all, null, set, false);
  }

  private List<String> applied(Manifests manifests) {
    Plan plan = fleet.plan(manifests);
    assertThat(plan.problems()).filteredOn(ManifestProblem::error).isEmpty();
    Outcome outcome = fleet.apply(manifests, plan.token());
    assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    return ((Outcome.Applied) outcome)
        .done().stream().map(done -> done.manifest() + " " + done.reference()).toList();
  }

  private Map<String, String> labels(ManifestKind kind, String name) {
    return fleet.sets.labels().of(kind, name);
  }

  private Change change(Manifests manifests) {
    return fleet.plan(manifests).changes().getFirst();
  }

  @Test
  void theyAreKeptOfEveryKindThatIsKept() {
    fleet.world.put("base", yaml("nop"));
    applied(
        labelled(
            EDGE,
            config("one", "debug"),
            target("one", "one"),
            new Manifest.OfDefault(ConfigReference.parse("base"), "ops")));
    assertThat(labels(ManifestKind.CONFIG, "one")).isEqualTo(EDGE.pairs());
    assertThat(labels(ManifestKind.TARGET, "one")).isEqualTo(EDGE.pairs());
    assertThat(labels(ManifestKind.DEFAULT_CONFIG, "default")).isEqualTo(EDGE.pairs());
    assertThat(labels(ManifestKind.CONFIG, "base")).isEmpty();
  }

  @Test
  void labelsAloneAreAChangeThatThePlanShowsAndNoNewRevision() {
    applied(labelled(EDGE, config("one", "debug"), target("one", "one")));
    Manifests again = labelled(EDGE, config("one", "debug"), target("one", "one"));
    assertThat(change(again).action()).isEqualTo(Change.Action.NONE);
    assertThat(applied(again)).isEmpty();

    Manifests changed = labelled(CORE, config("one", "debug"), target("one", "one"));
    assertThat(change(changed))
        .isEqualTo(
            new Change(
                new ManifestId(ManifestKind.CONFIG, "one"),
                Change.Action.UPDATE,
                "one@1",
                "one@1",
                "labels: team=edge,tier=one -> team=core"));
    assertThat(labels(ManifestKind.CONFIG, "one")).as("a plan writes nothing").hasSize(2);
    assertThat(applied(changed)).containsExactly("config one one@1", "target one one");
    assertThat(labels(ManifestKind.CONFIG, "one")).isEqualTo(CORE.pairs());
    assertThat(labels(ManifestKind.TARGET, "one")).isEqualTo(CORE.pairs());
  }

  @Test
  void aManifestSaysAllOfThem() {
    applied(labelled(EDGE, config("one", "debug")));
    Manifests bare = labelled(Labels.NONE, config("one", "debug"));
    assertThat(change(bare).effect()).isEqualTo("labels: team=edge,tier=one -> none");
    applied(bare);
    assertThat(labels(ManifestKind.CONFIG, "one")).isEmpty();
  }

  @Test
  void aPlanIsForItsLabels() {
    Manifests edge = labelled(EDGE, config("one", "debug"));
    String token = fleet.plan(edge).token();
    assertThat(fleet.apply(labelled(CORE, config("one", "debug")), token))
        .isInstanceOf(Outcome.Moved.class);
    assertThat(fleet.apply(edge, token)).isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void whatIsMadeAnewHasNoneOfThem() {
    OfSet set = new OfSet("a", true, false, "ops");
    applied(labelled(EDGE, set, config("one", "debug"), config("two", "debug")));
    applied(labelled(EDGE, set, config("two", "debug")));
    assertThat(labels(ManifestKind.CONFIG, "one")).as("pruned").isEmpty();
    fleet.sets.forget(ManifestKind.CONFIG, "two");
    assertThat(labels(ManifestKind.CONFIG, "two")).as("deleted by itself").isEmpty();
  }

  @Test
  void ofAnAgentsLabelsTheyAreNotKeptAndThePlanSaysSo() {
    Manifests manifests =
        labelled(EDGE, new Manifest.OfLabels(uid(1), new Labels(Map.of("env", "x")), "ann"));
    assertThat(fleet.plan(manifests).problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.error()).isFalse();
          assertThat(problem.problem().message()).contains("not kept", "in spec");
        });
    applied(manifests);
    assertThat(fleet.sets.labels().all()).isEmpty();
  }

  @Test
  void thingsAreChosenByThemInKubernetesGrammar() {
    applied(labelled(EDGE, config("one", "debug"), target("two", "one")));
    applied(labelled(CORE, config("two", "debug")));
    applied(labelled(Labels.NONE, config("three", "debug")));
    assertThat(chosen("team=edge")).containsExactly("one");
    assertThat(chosen("team in (edge,core)")).containsExactly("one", "two");
    assertThat(chosen("team!=edge")).containsExactly("two", "three");
    assertThat(chosen("!team")).containsExactly("three");
    assertThat(chosen("team,!tier")).containsExactly("two");
    assertThat(chosen("")).containsExactly("one", "two", "three");
  }

  private List<String> chosen(String selector) {
    return Stream.of("one", "two", "three")
        .filter(fleet.sets.labels().chosen(ManifestKind.CONFIG, AgentSelector.parse(selector)))
        .toList();
  }
}
