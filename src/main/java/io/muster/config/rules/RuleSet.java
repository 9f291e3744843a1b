package io.muster.config.rules;

import io.muster.ottl.Signal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * A set of rules: the settings of a transform processor, and what is said beside them.
 *
 * @param processor the settings
 * @param signals it has statements for
 * @param pipelines ids of the pipelines it goes into; empty for all of its signals
 * @param collector the version its statements are for; null for the newest one known
 */
record RuleSet(
    MappingNode processor,
    Set<Signal> signals,
    List<String> pipelines,
    @Nullable String collector) {

  /** The key of the pipelines. */
  static final String PIPELINES = "pipelines";

  /** The key of the collector's version. */
  static final String COLLECTOR = "collector";

  /** For {@link #collector}: names are not checked, syntax alone is. */
  static final String ANY = "any";

  /** The key that says what becomes of errors while telemetry goes through. */
  static final String ERROR_MODE = "error_mode";

  RuleSet {
    signals = Set.copyOf(signals);
    pipelines = List.copyOf(pipelines);
  }

  /** Whether it goes into a pipeline of this id. */
  boolean goesInto(String pipeline) {
    return pipelines.isEmpty()
        ? signals.stream().anyMatch(signal -> signal.pipelineType().equals(type(pipeline)))
        : pipelines.contains(pipeline);
  }

  static String type(String id) {
    int slash = id.indexOf('/');
    return (slash < 0 ? id : id.substring(0, slash)).strip();
  }
}
