package io.muster.config.validation;

import io.muster.config.validation.Pipeline.Use;
import io.muster.config.validation.Pipeline.Uses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks each pipeline by itself: that it is whole, and that what it names is there and fits. */
final class PipelineCheck {

  private final CollectorConfig config;
  private final Findings findings;

  PipelineCheck(CollectorConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  void check() {
    needed(Kind.RECEIVER);
    needed(Kind.EXPORTER);
    for (Pipeline pipeline : config.pipelines()) {
      if (pipeline.signal() == Signal.PROFILES) {
        findings.error(
            pipeline.place(),
            pipeline.path(),
            "collectors refuse pipelines of profiles unless the feature gate"
                + " service.profilesSupport is on",
            "if your agents run with that gate, put the config with validate=false");
      }
      atLeastOne(pipeline, pipeline.receivers(), Kind.RECEIVER);
      atLeastOne(pipeline, pipeline.exporters(), Kind.EXPORTER);
      uses(pipeline, pipeline.receivers(), Kind.RECEIVER);
      uses(pipeline, pipeline.processors(), Kind.PROCESSOR);
      uses(pipeline, pipeline.exporters(), Kind.EXPORTER);
      twice(pipeline.receivers(), pipeline, Kind.RECEIVER);
      twice(pipeline.processors(), pipeline, Kind.PROCESSOR);
      twice(pipeline.exporters(), pipeline, Kind.EXPORTER);
    }
    extensions();
  }

  /** A collector wants a receiver and an exporter to be defined, even if connectors do the work. */
  private void needed(Kind kind) {
    if (config.section(kind).surelyEmpty()) {
      findings.error(
          config.place(),
          Path.of(kind.section()),
          "the config defines no " + kind.word() + "s, collectors need at least one",
          "add one below '" + kind.section() + ":'");
    }
  }

  private void atLeastOne(Pipeline pipeline, Uses uses, Kind kind) {
    if (uses.surelyEmpty()) {
      findings.error(
          pipeline.place(),
          pipeline.path(),
          "pipeline '" + pipeline.id() + "' has no " + kind.word() + "s",
          "add '" + kind.section() + ": […]' with at least one id");
    }
  }

  private void uses(Pipeline pipeline, Uses uses, Kind kind) {
    for (Use use : uses.items()) {
      boolean connector = kind != Kind.PROCESSOR && config.defines(Kind.CONNECTOR, use.id());
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

  private boolean mayBe(Kind kind, ComponentId id) {
    return config.mayDefine(kind, id)
        || (kind != Kind.PROCESSOR && config.mayDefine(Kind.CONNECTOR, id));
  }

  private void undefined(Use use, String what, Kind kind) {
    if (!findings.roomForErrors()) {
      findings.error(use.place(), use.path(), what, "");
      return;
    }
    for (Kind other : Kind.values()) {
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
    if (kind != Kind.PROCESSOR && kind != Kind.EXTENSION) {
      config.section(Kind.CONNECTOR).components().keySet().forEach(id -> known.add(id.toString()));
    }
    String near = Suggestion.among(use.id().toString(), known);
    findings.error(
        use.place(),
        use.path(),
        what + ", which is not defined",
        near.isEmpty() ? "define it below '" + kind.section() + ":', or remove it here" : near);
  }

  private void signal(Pipeline pipeline, Use use, Kind kind) {
    KnownSignals.of(kind, use.id().type())
        .filter(signals -> !signals.contains(pipeline.signal()))
        .ifPresent(signals ->
            findings.error(
                use.place(),
                use.path(),
                kind.word() + " '" + use.id() + "' does not support " + pipeline.signal().word(),
                "it supports " + String.join(", ", signals.stream().map(Signal::word).toList())));
  }

  private void twice(Uses uses, Pipeline pipeline, Kind kind) {
    Map<ComponentId, Place> seen = new HashMap<>();
    for (Use use : uses.items()) {
      Place first = seen.putIfAbsent(use.id(), use.place());
      if (first == null) {
        continue;
      }
      String message =
          "pipeline '" + pipeline.id() + "' names " + kind.word() + " '" + use.id() + "' twice";
      if (kind == Kind.PROCESSOR) {
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
      if (!config.mayDefine(Kind.EXTENSION, use.id())) {
        undefined(use, "the service names extension '" + use.id() + "'", Kind.EXTENSION);
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
