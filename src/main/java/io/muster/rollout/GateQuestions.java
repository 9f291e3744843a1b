package io.muster.rollout;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Asks what gates want to know of Prometheus, beside the steps of the rollouts: each question has
 * at most one asker at a time, and its answer waits for the next step.
 */
final class GateQuestions {

  private record Key(String rollout, int stage, String gate) {}

  private final MetricQueries metrics;
  private final Executor executor;
  private final Set<Key> asked = ConcurrentHashMap.newKeySet();
  private final Map<Key, QueryResult> answers = new ConcurrentHashMap<>();

  GateQuestions(MetricQueries metrics, Executor executor) {
    this.metrics = metrics;
    this.executor = executor;
  }

  /** Asks what is due. */
  void ask(Rollout rollout, Instant now) {
    for (Gate.MetricGate gate : RolloutMachine.questions(rollout, now)) {
      Key key = new Key(rollout.id(), rollout.progress().place().stage(), gate.name());
      if (!answers.containsKey(key) && asked.add(key)) {
        executor.execute(() -> {
          try {
            answers.put(key, answer(gate, now));
          } finally {
            asked.remove(key);
          }
        });
      }
    }
  }

  private QueryResult answer(Gate.MetricGate gate, Instant now) {
    try {
      return new QueryResult.Value(now, metrics.ask(gate.promql()));
    } catch (MetricQueries.NoValue e) {
      return new QueryResult.Unavailable(now, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new QueryResult.Unavailable(now, e.toString());
    }
  }

  /** The answers that came for a rollout's stage since they were last taken, by gate. */
  Map<String, QueryResult> answers(Rollout rollout) {
    Map<String, QueryResult> taken = new HashMap<>();
    for (Key key : answers.keySet()) {
      if (key.rollout().equals(rollout.id())) {
        QueryResult reading = answers.remove(key);
        if (reading != null && key.stage() == rollout.progress().place().stage()) {
          taken.put(key.gate(), reading);
        }
      }
    }
    return taken;
  }

  /** Forgets all rollouts but these. */
  void keep(Set<String> rollouts) {
    answers.keySet().removeIf(key -> !rollouts.contains(key.rollout()));
  }
}
