package io.muster.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the gates of a rollout can be asked: what Prometheus calls wrong is refused before
 * anybody is given anything; that it cannot be reached now is a warning.
 *
 * @param refusal for people; null if it can be
 * @param warnings for people
 */
public record StrategyCheck(@Nullable String refusal, List<String> warnings) {

  public StrategyCheck {
    warnings = List.copyOf(warnings);
  }

  /** Asks each question once, all of them at a time. Blocks as long as the slowest takes. */
  static StrategyCheck of(Strategy strategy, MetricQueries metrics) {
    List<Gate.MetricGate> gates =
        strategy.stages().stream()
            .flatMap(stage -> stage.gates().stream())
            .filter(Gate.MetricGate.class::isInstance)
            .map(Gate.MetricGate.class::cast)
            .toList();
    if (gates.isEmpty()) {
      return new StrategyCheck(null, List.of());
    }
    if (!metrics.available()) {
      return new StrategyCheck(
          "a gate with promql needs a Prometheus: set muster.rollouts.prometheus.url", List.of());
    }
    ConcurrentHashMap<String, MetricQueries.NoValue> failed = new ConcurrentHashMap<>();
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      gates.stream()
          .map(Gate.MetricGate::promql)
          .distinct()
          .forEach(promql -> askers.execute(() -> ask(promql, metrics, failed)));
    }
    List<String> warnings = new ArrayList<>();
    for (Gate.MetricGate gate : gates) {
      if (failed.get(gate.promql()) instanceof MetricQueries.NoValue no) {
        String said = "gate '" + gate.name() + "': " + no.getMessage();
        switch (no.why()) {
          case WRONG -> {
            return new StrategyCheck(said, List.of());
          }
          case UNAVAILABLE -> {
            if (!warnings.contains(said)) {
              warnings.add(said);
            }
          }
        }
      }
    }
    return new StrategyCheck(null, warnings);
  }

  private static void ask(
      String promql,
      MetricQueries metrics,
      ConcurrentHashMap<String, MetricQueries.NoValue> failed) {
    try {
      var _ = metrics.ask(promql);
    } catch (MetricQueries.NoValue e) {
      failed.put(promql, e);
    } catch (RuntimeException e) {
      failed.put(promql, new MetricQueries.NoValue(e.toString()));
    }
  }
}
