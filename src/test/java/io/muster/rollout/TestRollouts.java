package io.muster.rollout;

import io.muster.cluster.Hints;
import io.muster.config.ConfigReference;
import io.muster.freeze.Freezes;
import io.muster.freeze.FreezesInTests;
import io.muster.policy.TestTargets;
import io.muster.rollout.ModelFleet.Nature;
import io.muster.rollout.Strategy.OnFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Rollouts of the target {@code prod} from {@code prod@1} to {@code prod@2}, turn by turn. */
final class TestRollouts {

  static final ConfigReference FROM = ConfigReference.parse("prod@1");
  static final ConfigReference TO = ConfigReference.parse("prod@2");

  final TestTargets targets = new TestTargets();
  final RolloutStore store;
  final ModelFleet fleet = new ModelFleet(targets, "prod");

  /** What Prometheus says, by query; a query without an answer fails. */
  final Map<String, Double> metrics = new ConcurrentHashMap<>();

  /** Agents that had not been given the config before again when a rollout said that all had. */
  int forgotten;

  boolean prometheus = true;

  /** Queries that Prometheus calls wrong. */
  final java.util.Set<String> wrong = ConcurrentHashMap.newKeySet();

  private Instant now = Instant.parse("2026-11-23T00:00:00Z");
  private final InstantSource clock = () -> now;
  final Freezes freezes = FreezesInTests.none(clock);
  private final RolloutEvents events = new RolloutEvents();
  private BooleanSupplier leading = () -> true;
  private RolloutController controller;

  private final MetricQueries queries =
      new MetricQueries() {
        @Override
        public boolean available() {
          return prometheus;
        }

        @Override
        public double ask(String promql) throws NoValue {
          if (wrong.contains(promql)) {
            throw new NoValue("Prometheus answered 400: parse error", NoValue.Why.WRONG);
          }
          Double value = metrics.get(promql);
          if (value == null) {
            throw new NoValue("the query has no value");
          }
          return value;
        }
      };

  TestRollouts() {
    this(new InMemoryRolloutStore());
  }

  TestRollouts(RolloutStore store) {
    this.store = store;
    events.add(rollout -> {
      if (rollout.state() == RolloutState.ROLLED_BACK) {
        forgotten += fleet.leftBehind();
      }
    });
    targets.config("prod", "a: 1\n");
    targets.config("prod", "a: 2\n");
    targets.target("prod", FROM.toString());
    controller = controller();
  }

  private RolloutController controller() {
    return new RolloutController(
        store,
        targets.targets(),
        freezes,
        fleet,
        new GateQuestions(queries, Runnable::run),
        events,
        rollout -> {},
        clock,
        clock,
        clock,
        () -> leading.getAsBoolean());
  }

  Rollouts rollouts() {
    return new Rollouts(
        store,
        new InMemoryRolloutAgentStore(),
        targets.targets(),
        freezes,
        queries,
        events,
        () -> {},
        Hints.NONE,
        clock,
        clock,
        3);
  }

  TestRollouts agents(int good) {
    return agents(good, Nature.GOOD);
  }

  TestRollouts agents(int count, Nature nature) {
    return agents(count, nature, new java.util.SplittableRandom(count));
  }

  TestRollouts agents(int count, Nature nature, RandomGenerator random) {
    for (int i = 0; i < count; i++) {
      fleet.add(nature, random);
    }
    return this;
  }

  void leading(BooleanSupplier who) {
    leading = who;
  }

  /** The process that drives the rollouts dies, and another one goes on. */
  void crash() {
    controller = controller();
  }

  /** A second passes: the rollouts take a step, then the agents. */
  void turn() {
    now = now.plusSeconds(1);
    boolean ignored = controller.tick();
    fleet.turn(TO);
  }

  /** The rollouts take a step, and no agent comes to do anything before the next turn. */
  void step() {
    boolean ignored = controller.tick();
  }

  void turns(int count) {
    for (int i = 0; i < count; i++) {
      turn();
    }
  }

  Rollout get(String id) {
    return store.get(id).orElseThrow().value();
  }

  /** Turns until a rollout is in a state; fails if it takes more than so many. */
  Rollout until(String id, RolloutState state, int most) {
    for (int i = 0; i < most; i++) {
      if (get(id).state() == state) {
        return get(id);
      }
      turn();
    }
    throw new AssertionError(
        "after " + most + " turns rollout " + id + " is " + get(id).progress());
  }

  Rollout start(Strategy strategy) {
    return start(strategy, false);
  }

  Rollout start(Strategy strategy, boolean supersede) {
    StartOutcome outcome =
        rollouts().start(new StartRollout("prod", TO, strategy, supersede, "ops"));
    if (outcome instanceof StartOutcome.Started(Rollout rollout, var _)) {
      return rollout;
    }
    throw new AssertionError("not started: " + outcome);
  }

  static Stage stage(int percent, int observe, Gate... gates) {
    return new Stage(
        StageScope.Percent.of(BigDecimal.valueOf(percent)),
        Duration.ofSeconds(observe),
        false,
        List.of(gates));
  }

  static Strategy strategy(Stage... stages) {
    return new Strategy(List.of(stages), OnFailure.ROLLBACK, 0, false);
  }

  static Gate gate(String fact, String operator, double threshold) {
    return new Gate.FleetGate(
        fact,
        Measure.parse(fact),
        false,
        new Condition(Comparison.parse(operator), threshold, 1, Duration.ZERO));
  }
}
