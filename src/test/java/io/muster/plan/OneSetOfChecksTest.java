package io.muster.plan;

import static io.muster.plan.PlanningFleet.MANAGED;
import static io.muster.plan.PlanningFleet.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempts;
import io.muster.collector.ConfigChecks;
import io.muster.collector.PlanningChecks;
import io.muster.config.ConfigReference;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.policy.PutTarget;
import io.muster.policy.TargetOutcome;
import io.muster.policy.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a PUT refuses, a plan and an apply refuse in the same words, and the other way round. */
class OneSetOfChecksTest {

  private static final String GATE = "service.profilesSupport";
  private static final String PROFILES = yaml("debug").replace("traces", "profiles");
  private static final String WRONG = yaml("debug").replace("[otlp]", "[oltp]");
  private static final String RULES = "trace_statements: ['set(span.name, \"%s\")']\n";

  /**
   * A world, and what is put into it.
   *
   * @param says a part of what is said against it; null if nothing is
   */
  private record Row(
      Consumer<PlanningFleet> given,
      List<PutConfig> configs,
      List<PutTarget> targets,
      String says) {}

  private static final String FINE = "";

  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  private static void row(String name, Consumer<PlanningFleet> given, PutConfig put, String says) {
    ROWS.put(name, new Row(given, List.of(put), List.of(), says));
  }

  private static void row(String name, Consumer<PlanningFleet> given, PutTarget put, String says) {
    ROWS.put(name, new Row(given, List.of(), List.of(put), says));
  }

  private static PutConfig config(String yaml) {
    return World.config("prod", yaml, null);
  }

  private static PutTarget target(String config) {
    return World.target("t", "env=prod", config, 100, 0);
  }

  private static Consumer<PlanningFleet> followed(String by) {
    return fleet -> {
      var _ = fleet.world.put("prod", yaml("debug"));
      var _ = fleet.world.rules("names", RULES.formatted("x"));
      var _ = fleet.world.target("t", "env=prod", by, 100);
    };
  }

  private static String ofBytes(int bytes) {
    String alone = yaml("nop").replace("  nop:\n", "  nop:\n    note: \n");
    return alone.replace("note: ", "note: " + "x".repeat(bytes - alone.length()));
  }

  static {
    Consumer<PlanningFleet> nothing = fleet -> {};
    row("fine", nothing, config(yaml("debug")), FINE);
    row("no YAML", nothing, config("a: [b"), "expected");
    row("a tab", nothing, config("a: 1\n\t# x\nb: 2\n"), "a tab stands here");
    row("nothing in it", nothing, config("# nothing\n"), "the file has no content");
    row("a pipeline of what is not there", nothing, config(WRONG), "'oltp', which is not defined");
    row("unknown section", nothing, config(yaml("debug") + "foo: 1\n"), "'foo' is not a section");
    row("larger than a message", nothing, config(ofBytes(1 << 20)), "has room for");
    row(
        "there already, and wrong",
        fleet -> {
          var _ = fleet.world.put("prod", WRONG);
        },
        config(WRONG),
        FINE);
    row(
        "wrong in another way than what is there",
        fleet -> {
          var _ = fleet.world.put("prod", WRONG);
        },
        config(WRONG + "# x\n"),
        "'oltp', which is not defined");
    row("profiles that nobody takes", nothing, config(PROFILES), "collectors refuse pipelines of");
    row(
        "profiles that some who follow do not take",
        fleet -> {
          followed("prod").accept(fleet);
          fleet.labelled(3, Map.of("env", "lab", "feature-gates", GATE));
        },
        config(PROFILES),
        "agents will refuse this: collectors refuse pipelines of profiles");
    row(
        "profiles for nobody yet",
        fleet -> {
          followed("prod@1").accept(fleet);
          fleet.labelled(3, Map.of("env", "lab", "feature-gates", GATE));
        },
        config(PROFILES),
        FINE);
    row(
        "cannot be composed",
        followed("prod+names"),
        config(yaml("debug") + "processors: {transform/names: }\n"),
        "as prod+names it cannot be composed");
    row(
        "too large once it is composed",
        followed("prod+names"),
        config(ofBytes((1 << 20) - 100)),
        "as prod+names it takes 10");
    row("just as large alone", followed("prod"), config(ofBytes((1 << 20) - 100)), FINE);
    row("a target of nothing", nothing, target("prod"), "config prod does not exist");
    row("of a rule set that is not there", followed("prod"), target("prod+x"), "rule set x does");
    row(
        "a target of what is too large composed",
        fleet -> {
          followed("prod@1").accept(fleet);
          var _ = fleet.world.put("prod", ofBytes((1 << 20) - 100));
        },
        target("prod+names"),
        "has room for");
    row(
        "more than all of the weight",
        fleet -> {
          followed("prod").accept(fleet);
          var _ = fleet.world.target("u", "env=prod", "prod", 0);
        },
        World.target("u", "env=prod", "prod", 30, 0),
        "would add up to 130");
  }

  static List<String> names() {
    return List.copyOf(ROWS.keySet());
  }

  private static PlanningFleet fleet(Row row) {
    PlanningFleet fleet = new PlanningFleet();
    fleet.components("h", "debug", "nop");
    fleet.agent(1, MANAGED, "0.158.0", "h", Attempts.NONE);
    fleet.agent(2, MANAGED, "0.158.0", "h", Attempts.NONE);
    row.given().accept(fleet);
    fleet.agents.load(3);
    return fleet;
  }

  private static Manifests manifests(Row row) {
    return new Manifests(row.configs(), row.targets());
  }

  private static List<String> errors(List<ManifestProblem> problems) {
    return problems.stream()
        .filter(ManifestProblem::error)
        .map(problem -> problem.problem().toString())
        .toList();
  }

  /** What the API says to PUTs. */
  private static List<String> puts(PlanningFleet fleet, Row row) {
    ConfigChecks checks =
        PlanningChecks.checks(
            fleet.world.policies,
            fleet.agents.fleet(),
            PlanningChecks.distributions(fleet.agents.fleet()));
    List<String> said = new ArrayList<>();
    for (PutConfig put : row.configs()) {
      boolean there =
          fleet
              .world
              .configs
              .get(ConfigReference.newest(put.name()))
              .filter(revision -> revision.document().equals(put.document()))
              .isPresent();
      var errors = checks.check(put.name(), put.document(), ConfigChecks.Mode.AUTO).errors();
      if (!there && !errors.isEmpty()) {
        errors.forEach(error -> said.add(error.toString()));
        continue;
      }
      PutOutcome outcome = fleet.world.configs.put(put);
      said.addAll(errors(Refusals.of(new ManifestId(ManifestKind.CONFIG, put.name()), outcome)));
    }
    for (PutTarget put : row.targets()) {
      TargetOutcome outcome = fleet.world.targets.put(put);
      said.addAll(errors(Refusals.of(new ManifestId(ManifestKind.TARGET, put.name()), outcome)));
    }
    return said;
  }

  @ParameterizedTest
  @MethodSource("names")
  void planApplyAndPutSayTheSame(String name) {
    Row row = Objects.requireNonNull(ROWS.get(name));
    PlanningFleet planned = fleet(row);
    Plan plan = planned.plan(manifests(row));
    List<String> said = puts(fleet(row), row);
    if (row.says().isEmpty()) {
      assertThat(said).isEmpty();
    } else {
      assertThat(said).isNotEmpty().anySatisfy(each -> assertThat(each).contains(row.says()));
    }
    assertThat(errors(plan.problems())).containsAll(said);
    assertThat(plan.applicable()).isEqualTo(said.isEmpty());
    ManifestApplier.Outcome applied = planned.apply(manifests(row), plan.token());
    if (said.isEmpty()) {
      assertThat(applied).isInstanceOf(ManifestApplier.Outcome.Applied.class);
    } else {
      assertThat(applied)
          .isInstanceOfSatisfying(
              ManifestApplier.Outcome.Refused.class,
              refused -> assertThat(errors(refused.problems())).containsAll(said));
    }
  }

  @Test
  void aRuleSetThatMakesAFollowedConfigTooLargeIsRefusedToo() {
    World world = new World();
    var _ = world.put("prod", ofBytes((1 << 20) - 1_000));
    var _ = world.rules("names", RULES.formatted("x"));
    assertThat(world.target("t", "env=prod", "prod+names", 100))
        .isInstanceOf(TargetOutcome.Saved.class);
    assertThat(world.rules("names", RULES.formatted("x".repeat(2_000))))
        .isInstanceOfSatisfying(
            PutOutcome.Invalid.class,
            invalid ->
                assertThat(invalid.problems().getFirst().message())
                    .startsWith("as prod+names it takes 10"));
    assertThat(world.policies.current().resolve(ConfigReference.parse("prod+names"))).isPresent();
  }

  @Test
  void whatGoesByARolloutIsNotAskedOfThoseWhoFollowedBefore() {
    Row row = Objects.requireNonNull(ROWS.get("profiles that some who follow do not take"));
    PlanningFleet fleet = fleet(row);
    Plan plan =
        fleet.plan(
            new Manifests(row.configs(), List.of(target("prod")), ApplyByRolloutTest.STANDARD));
    assertThat(errors(plan.problems())).isEmpty();
    assertThat(plan.applicable()).isTrue();
  }
}
