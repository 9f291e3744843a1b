package io.muster.ottl;

import java.util.List;

/** The kinds of telemetry, and the contexts in which each is worked on. */
public enum Signal {
  TRACES("trace_statements", List.of("resource", "scope", "spanevent", "span")),
  METRICS("metric_statements", List.of("resource", "scope", "exemplar", "datapoint", "metric")),
  LOGS("log_statements", List.of("resource", "scope", "log")),
  PROFILES("profile_statements", List.of("resource", "scope", "profile"));

  private final String statementsKey;
  private final List<String> contexts;

  Signal(String statementsKey, List<String> contexts) {
    this.statementsKey = statementsKey;
    this.contexts = contexts;
  }

  /** The key under which the transform processor has its statements. */
  public String statementsKey() {
    return statementsKey;
  }

  /** The key under which the filter processor has its conditions. */
  public String conditionsKey() {
    return statementsKey.replace("statements", "conditions");
  }

  /** The type that the ids of its pipelines have. */
  public String pipelineType() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The contexts, the one it is named after last. */
  public List<String> contexts() {
    return contexts;
  }

  /** The contexts that the filter processor knows: exemplars are not among them. */
  List<String> filterContexts() {
    return contexts.stream().filter(context -> !context.equals("exemplar")).toList();
  }
}
