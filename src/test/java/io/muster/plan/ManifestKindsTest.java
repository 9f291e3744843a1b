package io.muster.plan;

import static io.muster.plan.PlanningFleet.MANAGED;
import static io.muster.plan.PlanningFleet.uid;
import static io.muster.plan.PlanningFleet.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Labels;
import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.connection.ConnectionSettings;
import io.muster.connection.PutConnection;
import io.muster.plan.ManifestApplier.Outcome;
import io.muster.policy.Target;
import io.muster.policy.World;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.Stage;
import io.muster.rollout.StageScope;
import io.muster.rollout.StartRollout;
import io.muster.rollout.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Every kind is planned and applied, changes nothing the second time, and is checked as its PUT.
 */
class ManifestKindsTest {

  private static final String RULES = "trace_statements: ['set(span.name, \"x\")']\n";

  private final PlanningFleet fleet = new PlanningFleet();

  ManifestKindsTest() {
    for (int i = 0; i < 10; i++) {
      fleet.agent(i, MANAGED, "0.157.0", "a");
    }
    fleet.components("a", "debug", "nop");
    fleet.agents.load(10);
    fleet.world.put("prod", yaml("debug"));
    fleet.world.target("prod", "env=prod", "prod@1", 100);
  }

  private static Manifests of(Manifest... manifests) {
    return new Manifests(List.of(manifests), null, false);
  }

  private static Manifest rules(String name, String yaml) {
    return new Manifest.OfRules(World.config(name, yaml, null));
  }

  private static Manifest config(String name, String yaml) {
    return new Manifest.OfConfig(World.config(name, yaml, null));
  }

  private static Manifest rollout(String name, String config) {
    Strategy strategy =
        new Strategy(
            List.of(new Stage(new StageScope.Percent(10_000), Duration.ZERO, false, List.of())),
            Strategy.OnFailure.ROLLBACK,
            0,
            false);
    return new Manifest.OfRollout(
        name, new StartRollout("prod", ConfigReference.parse(config), strategy, false, "ops"));
  }

  private static Manifest connection(String endpoint, String token) {
    ConnectionSettings settings =
        new ConnectionSettings(endpoint, Map.of("authorization", token), Duration.ofSeconds(30));
    return new Manifest.OfConnection(
        new PutConnection("eu", Selector.ALL, 10, false, _ -> settings, false, "ops", null));
  }

  private void applied(Manifests manifests, Change.Action... actions) {
    Plan plan = fleet.plan(manifests);
    assertThat(plan.problems()).filteredOn(ManifestProblem::error).isEmpty();
    assertThat(plan.changes()).extracting(Change::action).containsExactly(actions);
    assertThat(fleet.apply(manifests, plan.token())).isInstanceOf(Outcome.Applied.class);
    assertThat(fleet.plan(manifests).changes())
        .as("the same again")
        .allSatisfy(change -> assertThat(change.action()).isEqualTo(Change.Action.NONE));
  }

  private void refused(Manifests manifests, String path, String message) {
    Plan plan = fleet.plan(manifests);
    assertThat(plan.problems())
        .filteredOn(ManifestProblem::error)
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.problem().path()).isEqualTo(path);
          assertThat(problem.problem().message()).contains(message);
        });
    assertThat(fleet.apply(manifests, plan.token())).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void rulesComeBeforeTheTargetThatNamesThem() {
    applied(
        of(
            new Manifest.OfTarget(World.target("prod", "env=prod", "prod@1+stamp@1", 100, 0)),
            rules("stamp", RULES)),
        Change.Action.CREATE,
        Change.Action.UPDATE);
    assertThat(fleet.world.targets.get("prod").orElseThrow().config())
        .hasToString("prod@1+stamp@1");
    Plan wrong = fleet.plan(of(rules("stamp", "trace_statements: ['sett(']\n")));
    assertThat(wrong.applicable()).isFalse();
    assertThat(wrong.problems().getFirst().manifest()).isEqualTo("ottl stamp");
    assertThat(wrong.problems().getFirst().problem().line()).isEqualTo(1);
  }

  @Test
  void theDefaultConfigIsPlannedForTheAgentsThatNoTargetWants() {
    var _ = fleet.world.targets.delete("prod", "ops", null);
    Manifest wanted = new Manifest.OfDefault(ConfigReference.parse("base"), "ops");
    refused(of(wanted), "/spec/config", "does not exist");
    Manifests both = of(wanted, config("base", yaml("nop")));
    assertThat(fleet.plan(both).totals().changing()).isEqualTo(10);
    applied(both, Change.Action.CREATE, Change.Action.CREATE);
    assertThat(fleet.world.defaults.get()).contains(ConfigReference.parse("base"));
    applied(of(new Manifest.OfDefault(null, "ops")), Change.Action.UPDATE);
    assertThat(fleet.world.defaults.get()).isEmpty();
  }

  @Test
  void labelsArePlannedByWhatTheirAgentWouldGet() {
    InstanceUid agent = uid(3);
    Manifest elsewhere = new Manifest.OfLabels(agent, new Labels(Map.of("env", "test")), "ann");
    Plan plan = fleet.plan(of(elsewhere));
    assertThat(plan.groups())
        .singleElement()
        .satisfies(group -> {
          assertThat(group.agents()).isEqualTo(1);
          assertThat(group.to()).isNull();
        });
    assertThat(plan.changes().getFirst())
        .extracting(Change::from, Change::to)
        .containsExactly("env=prod", "env=test");
    applied(of(elsewhere), Change.Action.UPDATE);
    assertThat(fleet.agents.fleet().find(agent).orElseThrow().state().labels().pairs())
        .isEqualTo(Map.of("env", "test"));
    refused(
        of(new Manifest.OfLabels(uid(77), Labels.NONE, "ann")), "/name", "it has to connect first");
  }

  @Test
  void labelsThatChangedSinceThePlanAreNotOverwritten() {
    Manifests wanted = of(new Manifest.OfLabels(uid(3), new Labels(Map.of("env", "test")), "ann"));
    String token = fleet.plan(wanted).token();
    fleet
        .agents
        .labels()
        .put(
            fleet.agents.fleet().find(uid(3)).orElseThrow(),
            "ann",
            new Labels(Map.of("env", "mine")),
            _ -> {});
    assertThat(fleet.apply(wanted, token)).isInstanceOf(Outcome.Moved.class);
  }

  @Test
  void connectionSettingsAreCheckedAsTheirPutIs() {
    Manifest plain = connection("ws://example.com/v1/opamp", "Bearer t");
    refused(of(plain), "/spec/opamp", "is not encrypted");
    Plan forced = fleet.plan(new Manifests(List.of(plain), null, true));
    assertThat(forced.applicable()).isTrue();
    assertThat(forced.problems()).hasSize(1);
    applied(of(connection("wss://example.com/v1/opamp", "Bearer t")), Change.Action.CREATE);
    applied(of(connection("wss://example.com/v1/opamp", "Bearer u")), Change.Action.UPDATE);
    assertThat(fleet.plan(of(connection("wss://example.com/v1/opamp", "Bearer v"))).token())
        .isNotEqualTo(fleet.plan(of(connection("wss://example.com/v1/opamp", "Bearer w"))).token())
        .doesNotContain("Bearer");
  }

  @Test
  void aRolloutIsStartedOnceAndNotAgainWhateverBecameOfIt() {
    Manifests up = of(config("prod", yaml("nop")), rollout("up", "prod@2"));
    Plan plan = fleet.plan(up);
    assertThat(plan.totals().changing()).isEqualTo(10);
    applied(up, Change.Action.UPDATE, Change.Action.ROLLOUT);
    assertThat(fleet.rollouts.get("prod-1")).isPresent();
    applied(of(rollout("prod-1", "prod@2")), Change.Action.NONE);
    refused(of(rollout("prod-1", "prod@1")), "/name", "give another rollout another name");

    var stored = fleet.world.targets.stored("prod").orElseThrow();
    Target succeeded = stored.value().succeeded(ConfigReference.pinned("prod", 2), "prod-1");
    assertThat(fleet.world.targets.steer(stored, succeeded, "rollout prod-1")).isTrue();
    applied(of(rollout("up", "prod@2")), Change.Action.NONE);
    refused(of(rollout("older", "prod@1")), "/spec/config", "older than what its agents have");
  }

  @Test
  void aRolloutThatWasTakenBackIsNotStartedAgainByItsManifest() {
    Manifests up = of(config("prod", yaml("nop")), rollout("up", "prod@2"));
    applied(up, Change.Action.UPDATE, Change.Action.ROLLOUT);
    var _ = fleet.rollouts.abort("prod-1", "anna");
    var stored = fleet.world.targets.stored("prod").orElseThrow();
    assertThat(fleet.world.targets.steer(stored, stored.value().takenBack(null), "rollout"))
        .isTrue();
    refused(of(rollout("up", "prod@2")), "/spec/config", "taken back: aborted by anna");
  }

  @Test
  void aRolloutOfNothingIsRefused() {
    refused(
        of(
            new Manifest.OfRollout(
                "up",
                new StartRollout(
                    "none",
                    ConfigReference.parse("prod@1"),
                    new Strategy(
                        Strategy.Template.parse("standard").stages(),
                        Strategy.OnFailure.ROLLBACK,
                        0,
                        false),
                    false,
                    "ops"))),
        "/spec/target",
        "there is no target 'none'");
    refused(of(rollout("up", "prod@9")), "/spec/config", "prod@9");
  }
}
