package io.muster.collector;

import io.muster.collector.Pipeline.Use;
import io.muster.collector.Pipeline.Uses;
import io.muster.failure.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks each pipeline by itself: that it is whole, and that what it names is there and fits. */
final class PipelineCheck {

  /** Said of a pipeline of profiles for an agent that does not take any. */
  static final String PROFILES =
      "collectors refuse pipelines of profiles unless the feature gate "
          + Distribution.PROFILES_GATE
          + " is on";

  private final CollectorConfig config;
  private final Findings findings;
  private final Distribution distribution;

  PipelineCheck(CollectorConfig config, Distribution distribution, Findings findings) {
    this.config = config;
    this.distribution = distribution;
    this.findings = findings;
  }

  void check() {
    needed(ComponentKind.RECEIVER);
    needed(ComponentKind.EXPORTER);
    for (Pipeline pipeline : config.pipelines()) {
      if (pipeline.signal() == Signal.PROFILES && !distribution.profiles()) {
        findings.error(
            pipeline.place(),
            pipeline.path(),
            PROFILES,
            "agents that run with it say so by the attribute or label feature-gates="
                + Distribution.PROFILES_GATE);
      }
      atLeastOne(pipeline, pipeline.receivers(), ComponentKind.RECEIVER);
      atLeastOne(pipeline, pipeline.exporters(), ComponentKind.EXPORTER);
      uses(pipeline, pipeline.receivers(), ComponentKind.RECEIVER);
      uses(pipeline, pipeline.processors(), ComponentKind.PROCESSOR);
      uses(pipeline, pipeline.exporters(), ComponentKind.EXPORTER);
      twice(pipeline.receivers(), pipeline, ComponentKind.RECEIVER);
      twice(pipeline.processors(), pipeline, ComponentKind.PROCESSOR);
      twice(pipeline.exporters(), pipeline, ComponentKind.EXPORTER);
    }
    extensions();
  }

  /** A collector wants a receiver and an exporter to be defined, even if connectors do the work. */
  private void needed(ComponentKind kind) {
    if (config.section(kind).surelyEmpty()) {
      findings.error(
          config.place(),
          YamlPath.of(kind.section()),
          "the config defines no " + kind.word() + "s, collectors need at least one",
          "add one below '" + kind.section() + ":'");
    }
  }

  private void atLeastOne(Pipeline pipeline, Uses uses, ComponentKind kind) {
    if (uses.surelyEmpty()) {
      findings.error(
          pipeline.place(),
          pipeline.path(),
          "pipeline '" + pipeline.id() + "' has no " + kind.word() + "s",
          "add '" + kind.section() + ": […]' with at least one id");
    }
  }

  private void uses(Pipeline pipeline, Uses uses, ComponentKind kind) {
    for (Use use : uses.items()) {
      boolean connector =
          kind != ComponentKind.PROCESSOR && config.defines(ComponentKind.CONNECTOR, use.id());
      if (config.defines(kind, use.id())) {
        signal(pipeline, use, kind);
      } else if (!connector && !mayBe(kind, use.id())) {
        undefined(
            use,
            "pipeline '" + pipeline.id() + "' names " + kind.word() + " '" + use.id() + "'",
            kind);
      }
    }
  }

  private boolean mayBe(ComponentKind kind, ComponentId id) {
    return config.mayDefine(kind, id)
        || (kind != ComponentKind.PROCESSOR && config.mayDefine(ComponentKind.CONNECTOR, id));
  }

  private void undefined(Use use, String what, ComponentKind kind) {
    if (!findings.roomForErrors()) {
      findings.error(use.place(), use.path(), what, "");
      return;
    }
    for (ComponentKind other : ComponentKind.values()) {
      if (other != kind && config.defines(other, use.id())) {
        findings.error(
            use.place(),
            use.path(),
            what + ", which is not defined",
            "there is a " + other.word() + " of this id: name it where " + other.section() + " go");
        return;
      }
    }
    List<String> known = new ArrayList<>();
    config.section(kind).components().keySet().forEach(id -> known.add(id.toString()));
    if (kind != ComponentKind.PROCESSOR && kind != ComponentKind.EXTENSION) {
      config
          .section(ComponentKind.CONNECTOR)
          .components()
          .keySet()
          .forEach(id -> known.add(id.toString()));
    }
    String near = Suggestion.didYouMean(use.id().toString(), known, Suggestion.Spelling.EXACT);
    findings.error(
        use.place(),
        use.path(),
        what + ", which is not defined",
        near.isEmpty() ? "define it below '" + kind.section() + ":', or remove it here" : near);
  }

  private void signal(Pipeline pipeline, Use use, ComponentKind kind) {
    KnownSignals.of(kind, use.id().type())
        .filter(signals -> !signals.contains(pipeline.signal()))
        .ifPresent(signals ->
            findings.error(
                use.place(),
                use.path(),
                kind.word() + " '" + use.id() + "' does not support " + pipeline.signal().word(),
                "it supports " + String.join(", ", signals.stream().map(Signal::word).toList())));
  }

  private void twice(Uses uses, Pipeline pipeline, ComponentKind kind) {
    Map<ComponentId, SourcePosition> seen = new HashMap<>();
    for (Use use : uses.items()) {
      SourcePosition first = seen.putIfAbsent(use.id(), use.place());
      if (first == null) {
        continue;
      }
      String message =
          "pipeline '" + pipeline.id() + "' names " + kind.word() + " '" + use.id() + "' twice";
      if (kind == ComponentKind.PROCESSOR) {
        findings.error(
            use.place(), use.path(), message, "for two of a type, define a second one with a name");
      } else {
        findings.warn(use.place(), use.path(), message, "the collector takes it once");
      }
    }
  }

  private void extensions() {
    Set<ComponentId> seen = new HashSet<>();
    for (Use use : config.extensions().items()) {
      if (!config.mayDefine(ComponentKind.EXTENSION, use.id())) {
        undefined(use, "the service names extension '" + use.id() + "'", ComponentKind.EXTENSION);
      }
      if (!seen.add(use.id())) {
        findings.warn(
            use.place(),
            use.path(),
            "the service names extension '" + use.id() + "' twice",
            "remove one");
      }
    }
  }
}
