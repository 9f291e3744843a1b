package io.muster.plan;

import static io.muster.plan.PlanningFleet.MANAGED;
import static io.muster.plan.PlanningFleet.yaml;

import io.muster.policy.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures a plan over 20,000 agents of 20 builds and 10 targets, each of which gets another
 * config; no test. Prints milliseconds.
 */
final class PlanBench {

  private static final int AGENTS = 20_000;
  private static final int BUILDS = 20;
  private static final int TARGETS = 10;
  private static final int RUNS = 20;

  private PlanBench() {}

  /** Some 32 KB. */
  private static String processors() {
    StringBuilder yaml = new StringBuilder("processors:\n");
    for (int i = 0; yaml.length() < 32 << 10; i++) {
      yaml.append("  attributes/").append(i).append(":\n    actions:\n");
      yaml.append("      - key: example.attribute.").append(i).append("\n        action: upsert\n");
      yaml.append("        value: ${env:VALUE}\n");
    }
    return yaml.toString();
  }

  public static void main(String[] args) {
    PlanningFleet fleet = new PlanningFleet();
    for (int i = 0; i < AGENTS; i++) {
      fleet.agent(i, MANAGED, "0." + (140 + i % BUILDS) + ".0", "build" + i % BUILDS);
    }
    for (int i = 0; i < BUILDS; i++) {
      fleet.components("build" + i, "debug", i % 2 == 0 ? "nop" : "file");
    }
    fleet.agents.load(AGENTS);
    List<io.muster.config.PutConfig> configs = new ArrayList<>();
    for (int i = 0; i < TARGETS; i++) {
      String padding = processors();
      fleet.world.put("c" + i, yaml("debug/" + i) + padding);
      var _ = fleet.world.targets.put(World.target("t" + i, "env=prod", "c" + i, 10, i));
      configs.add(World.config("c" + i, yaml("nop/" + i) + padding, null));
    }
    Manifests manifests = new Manifests(configs, List.of());
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      Plan plan = fleet.plan(manifests);
      System.out.printf(
          Locale.ROOT,
          "run %d: %.1f ms, %d groups, %d agents change, %d cannot%n",
          i,
          (System.nanoTime() - start) / 1e6,
          plan.groups().size(),
          plan.totals().changing(),
          plan.totals().cannot());
    }
  }
}
