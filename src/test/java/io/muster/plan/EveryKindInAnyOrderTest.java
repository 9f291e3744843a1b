package io.muster.plan;

import static io.muster.plan.PlanningFleet.MANAGED;
import static io.muster.plan.PlanningFleet.uid;
import static io.muster.plan.PlanningFleet.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentState;
import io.muster.agent.Labels;
import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.connection.ConnectionSettings;
import io.muster.connection.PutConnection;
import io.muster.plan.ManifestApplier.Outcome;
import io.muster.policy.World;
import io.muster.property.Choices;
import io.muster.property.Property;
import io.muster.rollout.Rollout;
import io.muster.rollout.Stage;
import io.muster.rollout.StageScope;
import io.muster.rollout.StartRollout;
import io.muster.rollout.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Manifests of all kinds, each with labels or without, in any order: the order changes no plan,
 * what was planned is what is there after it was applied, and the same again changes nothing.
 */
class EveryKindInAnyOrderTest {

  private static final int AGENTS = 6;

  private static final List<String> RULES =
      List.of(
          "trace_statements: ['set(span.name, \"x\")']\n",
          "trace_statements: ['set(span.name, \"y\")']\n");

  private static PlanningFleet fleet() {
    PlanningFleet fleet = new PlanningFleet();
    for (int i = 0; i < AGENTS; i++) {
      fleet.agent(i, MANAGED, "0.157.0", "a");
    }
    fleet.components("a", "debug", "nop");
    fleet.agents.load(AGENTS);
    fleet.world.put("prod", yaml("debug"));
    fleet.world.target("prod", "env=prod", "prod@1", 100);
    return fleet;
  }

  private static <T> T one(Choices choices, List<T> of) {
    return of.get(choices.nextInt(of.size()));
  }

  private static Map<String, String> labels(Choices choices) {
    Map<String, String> pairs = new HashMap<>();
    for (int i = choices.nextInt(3); i > 0; i--) {
      pairs.put(one(choices, List.of("team", "env", "a.b/c")), one(choices, List.of("x", "", "ü")));
    }
    return pairs;
  }

  private static Manifest rollout(String config) {
    Strategy strategy =
        new Strategy(
            List.of(new Stage(new StageScope.Percent(10_000), Duration.ZERO, false, List.of())),
            Strategy.OnFailure.ROLLBACK,
            0,
            false);
    return new Manifest.OfRollout(
        "up", new StartRollout("prod", ConfigReference.parse(config), strategy, false, "ops"));
  }

  private static Manifest connection(Choices choices, String name) {
    ConnectionSettings settings =
        new ConnectionSettings(
            one(choices, List.of("wss://a.example.com/v1/opamp", "wss://b.example.com/v1/opamp")),
            Map.of("authorization", one(choices, List.of("Bearer t", "Bearer u"))),
            Duration.ofSeconds(choices.nextInt(30, 60)));
    return new Manifest.OfConnection(
        new PutConnection(
            name, Selector.ALL, choices.nextInt(3), false, _ -> settings, false, "ops", null));
  }

  /** Each kind or not, sometimes two of it; most of them can be applied. */
  private static List<Manifest> manifests(Choices choices) {
    Map<ManifestId, Manifest> all = new LinkedHashMap<>();
    for (int i = choices.nextInt(8); i > 0; i--) {
      Manifest manifest =
          switch (one(choices, List.of(ManifestKind.values()))) {
            case CONFIG ->
                new Manifest.OfConfig(
                    World.config(
                        one(choices, List.of("prod", "base")),
                        yaml(one(choices, List.of("debug", "nop", "gone"))),
                        null));
            case RULE_SET -> new Manifest.OfRules(World.config("stamp", one(choices, RULES), null));
            case TARGET ->
                new Manifest.OfTarget(
                    World.target(
                        one(choices, List.of("prod", "test")),
                        one(choices, List.of("env=prod", "env=test")),
                        one(choices, List.of("prod@1", "base", "prod@1+stamp")),
                        100,
                        choices.nextInt(3)));
            case DEFAULT_CONFIG ->
                new Manifest.OfDefault(
                    choices.nextBoolean() ? null : ConfigReference.parse("base"), "ops");
            case CONNECTION_SETTINGS -> connection(choices, one(choices, List.of("default", "eu")));
            case LABELS ->
                new Manifest.OfLabels(
                    uid(choices.nextInt(AGENTS)), new Labels(labels(choices)), "ops");
            case ROLLOUT -> rollout(one(choices, List.of("prod@1", "prod@2")));
          };
      all.put(manifest.id(), manifest);
    }
    // Who names a target's config and a rollout of it says two things: of one list, only one of
    // them.
    if (all.containsKey(new ManifestId(ManifestKind.TARGET, "prod"))) {
      all.remove(new ManifestId(ManifestKind.ROLLOUT, "up"));
    }
    return List.copyOf(all.values());
  }

  private static Manifests of(List<Manifest> all, Map<ManifestId, Labels> labels) {
    return new Manifests(all, labels, null, null, false);
  }

  private static List<Manifest> shuffled(Choices choices, List<Manifest> all) {
    List<Manifest> other = new ArrayList<>(all);
    Collections.shuffle(other, choices);
    return other;
  }

  /** What a `get` would show of what manifests are about. */
  private static Map<ManifestId, String> shown(PlanningFleet fleet, Manifests manifests) {
    Map<ManifestId, String> shown = new HashMap<>();
    for (ManifestId id : manifests.ids()) {
      String name = id.name();
      Object there =
          switch (id.kind()) {
            case CONFIG ->
                fleet.world.configs.get(ConfigReference.newest(name)).orElseThrow().document();
            case RULE_SET ->
                fleet
                    .world
                    .ruleSets
                    .revisions()
                    .get(ConfigReference.newest(name))
                    .orElseThrow()
                    .document();
            case TARGET -> {
              var target = fleet.world.targets.get(name).orElseThrow();
              yield target.selector() + " " + target.config() + " " + target.order();
            }
            case DEFAULT_CONFIG -> fleet.world.defaults.get();
            case CONNECTION_SETTINGS ->
                fleet.ofAgents().generation(name) + " " + fleet.ofAgents().endpoint(name);
            case LABELS -> fleet.ofAgents().labels(name).map(AgentState::labels);
            case ROLLOUT ->
                fleet.rollouts.of("prod").stream().map(rollout -> rollout.to().toString()).toList();
          };
      shown.put(id, there + " " + fleet.sets.labels().of(id.kind(), name));
    }
    return shown;
  }

  /** What a manifest wants, as {@link #shown} has it. */
  private static void assertThere(PlanningFleet fleet, Manifests manifests) {
    for (Manifest manifest : manifests.all()) {
      switch (manifest) {
        case Manifest.OfConfig(var put) ->
            assertThat(fleet.world.configs.get(ConfigReference.newest(put.name())))
                .hasValueSatisfying(
                    there -> assertThat(there.document()).isEqualTo(put.document()));
        case Manifest.OfRules(var put) ->
            assertThat(fleet.world.ruleSets.revisions().get(ConfigReference.newest(put.name())))
                .hasValueSatisfying(
                    there -> assertThat(there.document()).isEqualTo(put.document()));
        case Manifest.OfTarget(var put) ->
            assertThat(fleet.world.targets.get(put.name()))
                .hasValueSatisfying(there -> {
                  assertThat(there.selector()).isEqualTo(put.spec().selector());
                  assertThat(there.config()).isEqualTo(put.spec().config());
                  assertThat(there.order()).isEqualTo(put.spec().order());
                });
        case Manifest.OfDefault(var config, var _) ->
            assertThat(fleet.world.defaults.get().orElse(null)).isEqualTo(config);
        case Manifest.OfConnection(var put) ->
            assertThat(fleet.ofAgents().endpoint(put.name())).isNotNull();
        case Manifest.OfLabels(var uid, var labels, var _) ->
            assertThat(fleet.agents.fleet().find(uid).orElseThrow().state().labels())
                .isEqualTo(labels);
        case Manifest.OfRollout(var _, var start) -> {
          // Its target is there, or is being brought there.
          boolean there =
              fleet.world.targets.get("prod").orElseThrow().config().equals(start.config());
          assertThat(fleet.rollouts.of("prod"))
              .satisfiesAnyOf(
                  rollouts -> assertThat(there).isTrue(),
                  rollouts ->
                      assertThat(rollouts).extracting(Rollout::to).contains(start.config()));
        }
      }
      Labels labels = manifests.labels().get(manifest.id());
      if (labels != null) {
        assertThat(fleet.sets.labels().of(manifest.id().kind(), manifest.id().name()))
            .isEqualTo(labels.pairs());
      }
    }
  }

  @Test
  void whatWasPlannedIsThereAndTheOrderDoesNotMatter() {
    Set<ManifestKind> applied = EnumSet.noneOf(ManifestKind.class);
    int[] refused = {0};
    Property.tries(400)
        .holds(choices -> {
          List<Manifest> all = manifests(choices);
          Map<ManifestId, Labels> labels = new HashMap<>();
          for (Manifest manifest : all) {
            ManifestKind kind = manifest.id().kind();
            if (kind != ManifestKind.LABELS
                && kind != ManifestKind.ROLLOUT
                && choices.nextBoolean()) {
              labels.put(manifest.id(), new Labels(labels(choices)));
            }
          }
          Manifests manifests = of(all, labels);
          Manifests other = of(shuffled(choices, all), labels);
          choices.note(() -> "manifests " + all + " labels " + labels);

          PlanningFleet fleet = fleet();
          Plan plan = fleet.plan(manifests);
          Plan second = fleet.plan(other);
          assertThat(Set.copyOf(second.problems())).isEqualTo(Set.copyOf(plan.problems()));
          assertThat(Set.copyOf(second.changes())).isEqualTo(Set.copyOf(plan.changes()));
          assertThat(second.totals()).isEqualTo(plan.totals());
          if (!plan.applicable()) {
            refused[0]++;
            assertThat(fleet.apply(other, second.token())).isInstanceOf(Outcome.Refused.class);
            assertThat(fleet.plan(manifests).changes()).isEqualTo(plan.changes());
            return;
          }
          assertThat(fleet.apply(other, second.token())).isInstanceOf(Outcome.Applied.class);
          assertThere(fleet, manifests);
          Map<ManifestId, String> shown = shown(fleet, manifests);
          Plan again = fleet.plan(manifests);
          assertThat(again.changes())
              .allSatisfy(change -> assertThat(change.action()).isEqualTo(Change.Action.NONE));
          assertThat(again.totals().changing()).isZero();
          assertThat(fleet.apply(manifests, again.token())).isInstanceOf(Outcome.Applied.class);
          assertThat(shown(fleet, manifests)).isEqualTo(shown);
          all.forEach(manifest -> applied.add(manifest.id().kind()));
        });
    assertThat(applied).containsExactlyInAnyOrder(ManifestKind.values());
    assertThat(refused[0]).isPositive();
  }
}
