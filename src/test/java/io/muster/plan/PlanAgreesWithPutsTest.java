package io.muster.plan;

import static io.muster.plan.PlanningFleet.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Selector;
import io.muster.collector.ConfigChecks;
import io.muster.collector.KnownDistributions;
import io.muster.collector.PlanningChecks;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigLimits;
import io.muster.config.ConfigReference;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.Versioned;
import io.muster.fleet.TestFleet;
import io.muster.policy.PutTarget;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.policy.TargetOutcome;
import io.muster.policy.TargetSpec;
import io.muster.policy.World;
import io.muster.rollout.Rollouts;
import io.muster.rollout.RolloutsInMemory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A plan says yes exactly where the PUTs it stands for, one after the other, all say yes. */
class PlanAgreesWithPutsTest {

  private static final int WORLDS = 2_000;

  /** Worlds of them in which a manifest is older than a rollout: chance makes hardly any. */
  private static final int ROLLED_PAST = 20;

  /** Small, so that every bound is met. */
  private static final ConfigLimits LIMITS = new ConfigLimits(2_000, 2, 3, 4);

  private static final String RULES =
      "trace_statements: ['set(span.name, \"x\")']\ncollector: any\n";

  private static final List<String> DOCUMENTS =
      List.of(
          yaml("debug"),
          yaml("nop"),
          yaml("otlp"),
          yaml("debug") + "processors: {transform/stamp: }\n",
          yaml("debug") + padding(1_700),
          "",
          "a: [b",
          yaml("debug").replace("[otlp]", "[oltp]"),
          yaml("nop") + padding(3_000));

  private static final List<String> REFERENCES =
      List.of(
          "a", "a@1", "a@2", "a@3", "b", "b@1", "c", "b+stamp", "a+stamp", "a@2+stamp@1", "c+gone");

  private static final SetMembership NO_SETS =
      new SetMembership(
          new InMemoryManifestSetStore(),
          new ManifestLabels(new InMemoryManifestLabelStore()),
          InstantSource.fixed(TestFleet.NOW));

  private final TestFleet agents = new TestFleet();

  private static String padding(int bytes) {
    return "# " + "x".repeat(bytes - 3) + "\n";
  }

  /** A world and how it came about, so that the same can be made twice. */
  private record Scene(
      World world, ConfigChecks checks, PlannedWorldBuilder prospects, Rollouts rollouts) {}

  private static void rolledPast(World world) {
    var _ = world.put("a", yaml("debug"));
    var _ = world.put("a", yaml("nop"));
    var _ = world.targets.put(World.target("t", "env=prod", "a@1", 100, 0));
    Versioned<Target> stored = world.targets.stored("t").orElseThrow();
    Target succeeded = stored.value().succeeded(ConfigReference.pinned("a", 2), "r-0");
    assertThat(world.targets.steer(stored, succeeded, "rollout r-0")).isTrue();
  }

  /** The manifests of before. */
  private static Manifests older(Random random) {
    return new Manifests(
        random.nextBoolean() ? List.of() : List.of(World.config("b", yaml("debug"), null)),
        List.of(World.target("t", "env=prod", "a@1", random.nextInt(100), 0)));
  }

  private Scene scene(Random random, boolean rolledPast) {
    World world = new World(LIMITS);
    KnownDistributions distributions = PlanningChecks.distributions(agents.fleet());
    ConfigChecks checks = PlanningChecks.checks(world.policies, agents.fleet(), distributions);
    if (rolledPast) {
      rolledPast(world);
      return new Scene(
          world,
          checks,
          new PlannedWorldBuilder(
              world.policies,
              world.rehearsals(),
              checks,
              RolloutsInMemory.over(world.targets),
              PlanningAgents.of(agents),
              NO_SETS),
          RolloutsInMemory.over(world.targets));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      // Some were put with validate=false, or to an older server.
      var _ =
          world.put(
              name(random, "abcd"),
              DOCUMENTS.get(List.of(0, 1, 2, 3, 4, 7).get(random.nextInt(6))));
    }
    var _ = world.put("a", yaml("debug"));
    if (random.nextInt(4) > 0) {
      var _ = world.rules("stamp", RULES);
    }
    for (int i = random.nextInt(9); i > 0; i--) {
      var _ = world.targets.put(target(random));
    }
    if (random.nextInt(10) == 0) {
      for (String name : List.of("t", "u", "v", "w")) {
        var _ = world.targets.put(World.target(name, "env=dev", "a", 0, 0)); // No room for more.
      }
    }
    if (random.nextInt(3) == 0) {
      world.targets.allStored().stream()
          .filter(stored -> stored.value().config().pinned())
          .findFirst()
          .ifPresent(stored -> {
            Split split = Split.none("r-1", ConfigReference.pinned("a", 1));
            var _ =
                world.targets.steer(stored, stored.value().withSplit(split, null), "rollout r-1");
          });
    }
    if (random.nextInt(3) == 0) {
      // A rollout has succeeded, or was rolled back.
      world.targets.allStored().stream()
          .filter(stored -> stored.value().config().pinned() && stored.value().split() == null)
          .findFirst()
          .ifPresent(stored -> {
            ConfigReference to = ConfigReference.pinned("a", 1 + random.nextInt(2));
            var _ = world.targets.steer(stored, stored.value().succeeded(to, "r-0"), "rollout r-0");
          });
    }
    if (random.nextInt(8) == 0) {
      var _ = world.configs.delete(name(random, "bcd"), "ops", null);
    }
    Rollouts rollouts = RolloutsInMemory.over(world.targets);
    return new Scene(
        world,
        checks,
        new PlannedWorldBuilder(
            world.policies,
            world.rehearsals(),
            checks,
            rollouts,
            PlanningAgents.of(agents),
            NO_SETS),
        rollouts);
  }

  private static String name(Random random, String letters) {
    return String.valueOf(letters.charAt(random.nextInt(letters.length())));
  }

  private static PutTarget target(Random random) {
    ConfigReference reference =
        ConfigReference.parse(REFERENCES.get(random.nextInt(REFERENCES.size())));
    return new PutTarget(
        name(random, "tuvwx"),
        new TargetSpec(
            Selector.parse(random.nextBoolean() ? "env=prod" : "env=test"),
            reference,
            List.of(0, 30, 40, 60, 100).get(random.nextInt(5)),
            0,
            false,
            reference.pinned() && random.nextInt(3) == 0,
            null),
        "ops",
        null);
  }

  private static Manifests manifests(Random random) {
    Map<String, PutConfig> configs = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      // The good ones more often, or hardly any list would be all good.
      int document = random.nextInt(3) > 0 ? random.nextInt(3) : random.nextInt(DOCUMENTS.size());
      ConfigDocument text =
          ConfigDocument.collector(ByteString.copyFromUtf8(DOCUMENTS.get(document)));
      String name = name(random, "abcde");
      configs.put(name, new PutConfig(name, text, "ops", "", null, random.nextInt(20) == 0));
    }
    Map<String, PutTarget> targets = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      PutTarget put = target(random);
      targets.put(put.name(), put);
    }
    return new Manifests(List.copyOf(configs.values()), List.copyOf(targets.values()));
  }

  /** The first manifest that a PUT refuses, with why; empty if all are taken. */
  private static Optional<ManifestProblem> puts(Scene scene, Manifests manifests) {
    for (PutConfig put : manifests.configs()) {
      // As the API's PUT asks.
      boolean refused =
          scene.checks.check(put.name(), put.document(), ConfigChecks.Mode.AUTO).refused()
              && !isThere(scene.world, put);
      PutOutcome outcome = refused ? null : scene.world.configs.put(put);
      boolean taken =
          outcome instanceof PutOutcome.Created || outcome instanceof PutOutcome.Unchanged;
      if (!taken) {
        return Optional.of(
            ManifestProblem.error(
                new ManifestId(ManifestKind.CONFIG, put.name()),
                "",
                outcome == null ? "validation" : kind(outcome)));
      }
    }
    Map<String, Integer> weights = new HashMap<>();
    scene.world.targets.allStored().forEach(t -> weights.put(t.value().name(), t.value().weight()));
    List<PutTarget> lighterFirst = new ArrayList<>(manifests.targets());
    lighterFirst.sort(
        Comparator.comparingInt(put -> put.spec().weight() - weights.getOrDefault(put.name(), 0)));
    for (PutTarget put : lighterFirst) {
      TargetOutcome outcome = scene.world.targets.put(put);
      boolean taken =
          outcome instanceof TargetOutcome.Saved || outcome instanceof TargetOutcome.Unchanged;
      if (!taken) {
        return Optional.of(
            ManifestProblem.error(
                new ManifestId(ManifestKind.TARGET, put.name()), "", kind(outcome)));
      }
    }
    return Optional.empty();
  }

  private static boolean isThere(World world, PutConfig put) {
    return world
        .configs
        .get(ConfigReference.newest(put.name()))
        .filter(revision -> revision.document().equals(put.document()))
        .isPresent();
  }

  private static String kind(PutOutcome outcome) {
    return outcome instanceof PutOutcome.Invalid(var problems)
        ? problems.getFirst().message().replaceAll("as [^ ]+ it", "it")
        : outcome.getClass().getSimpleName();
  }

  private static String kind(TargetOutcome outcome) {
    return switch (outcome) {
      case TargetOutcome.Invalid(String message) ->
          message
              .replaceAll("config [a-e](\\W[^ ]*)?|rule set (gone|stamp)[^ ]*", "it")
              .replaceAll("[0-9]+", "n");
      case TargetOutcome.RolloutRequired(var _, String message)
          when message.contains("would put it back") ->
          "it was replaced";
      case TargetOutcome.Saved _,
          TargetOutcome.Unchanged _,
          TargetOutcome.RolloutRequired _,
          TargetOutcome.InRollout _,
          TargetOutcome.PreconditionFailed _,
          TargetOutcome.Busy _ ->
          outcome.getClass().getSimpleName();
    };
  }

  @Test
  void aPlanIsApplicableExactlyIfEveryPutIsTaken() {
    long seed = new Random().nextLong();
    System.out.println("PlanAgreesWithPutsTest seed=" + seed);
    Map<String, Integer> refusals = new TreeMap<>();
    int taken = 0;
    for (int i = 0; i < WORLDS; i++) {
      long each = seed + i;
      boolean rolledPast = i < ROLLED_PAST;
      Manifests manifests = rolledPast ? older(new Random(~each)) : manifests(new Random(~each));
      Scene planned = scene(new Random(each), rolledPast);
      long generation = planned.world.policies.refresh().generation();
      PlannedWorld prospect = planned.prospects.of(manifests, ConfigChecks.Mode.AUTO);
      assertThat(planned.world.policies.refresh().generation()).isEqualTo(generation);
      List<String> errors =
          prospect.problems().stream()
              .filter(ManifestProblem::error)
              .map(ManifestProblem::manifest)
              .toList();
      Scene put = scene(new Random(each), rolledPast);
      Optional<ManifestProblem> refused = puts(put, manifests);
      assertThat(errors.stream().findFirst())
          .as(
              "seed %d, %s: plan says %s, PUT says %s",
              each, manifests, prospect.problems(), refused)
          .isEqualTo(refused.map(ManifestProblem::manifest));
      ManifestApplier.Outcome applied =
          new ManifestApplier(
                  planned.prospects,
                  planned.world.configs,
                  planned.world.ruleSets,
                  planned.world.targets,
                  planned.world.defaults,
                  planned.rollouts,
                  PlanningAgents.of(agents),
                  NO_SETS)
              .apply(manifests, prospect.token().toString(), ConfigChecks.Mode.AUTO);
      if (refused.isPresent()) {
        refusals.merge(refused.get().problem().message(), 1, Integer::sum);
        assertThat(applied).as("seed %d", each).isInstanceOf(ManifestApplier.Outcome.Refused.class);
      } else {
        taken++;
        assertThat(applied).as("seed %d", each).isInstanceOf(ManifestApplier.Outcome.Applied.class);
        assertThat(prospect.after().targets())
            .as("seed %d", each)
            .extracting(target -> target.name() + target.config() + target.weight())
            .isEqualTo(
                put.world.policies.current().targets().stream()
                    .map(target -> target.name() + target.config() + target.weight())
                    .toList());
        for (var target : prospect.after().targets()) {
          assertThat(prospect.after().resolve(target.config()).map(r -> r.hash()))
              .as("seed %d, %s", each, target)
              .isEqualTo(put.world.policies.current().resolve(target.config()).map(r -> r.hash()));
        }
      }
    }
    // Nothing that can be said against a manifest was left out.
    String all = String.join("\n", refusals.keySet());
    assertThat(all)
        .contains("validation", "TooLarge", "TooMany", "InRollout", "RolloutRequired")
        .contains("the file has no content", "it cannot be composed")
        .contains("there are n targets, which is the limit")
        .contains("it does not exist: put the config first")
        .contains("it does not exist: put it first")
        .contains("would add up to n")
        .contains("it was replaced");
    assertThat(taken).isGreaterThan(WORLDS / 20);
  }
}
