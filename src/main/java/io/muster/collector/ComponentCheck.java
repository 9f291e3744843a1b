package io.muster.collector;

import io.muster.collector.CollectorConfig.Component;
import io.muster.collector.Pipeline.Use;
import io.muster.failure.Suggestion;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Checks the components as they are defined: that the agent has them, and that they are used. */
final class ComponentCheck {

  private final CollectorConfig config;
  private final Distribution distribution;
  private final Findings findings;

  ComponentCheck(CollectorConfig config, Distribution distribution, Findings findings) {
    this.config = config;
    this.distribution = distribution;
    this.findings = findings;
  }

  void check() {
    for (ComponentKind kind : ComponentKind.values()) {
      config.section(kind).components().values().forEach(this::available);
    }
    unused();
  }

  private void available(Component component) {
    ComponentKind kind = component.kind();
    String type = component.id().type();
    if (distribution.tells(kind)) {
      if (!distribution.has(kind, type)) {
        unknown(component);
      }
    } else if (kind == ComponentKind.EXPORTER && type.equals("logging")) {
      findings.warn(
          component.place(),
          component.path(),
          "collectors since v0.111 have no exporter 'logging'",
          "use the exporter 'debug'");
    }
  }

  private void unknown(Component component) {
    ComponentKind kind = component.kind();
    if (!findings.roomForErrors()) {
      findings.error(component.place(), component.path(), "", "");
      return;
    }
    String type = component.id().type();
    for (ComponentKind other : ComponentKind.values()) {
      if (other != kind && distribution.has(other, type)) {
        findings.error(
            component.place(),
            component.path(),
            "the agent has no " + kind.word() + " '" + type + "'",
            "it has a " + other.word() + " of this type: did you mean '" + other.section() + "'?");
        return;
      }
    }
    String near =
        type.equals("logging")
            ? "use the exporter 'debug'"
            : Suggestion.didYouMean(type, distribution.sorted(kind), Suggestion.Spelling.EXACT);
    findings.error(
        component.place(),
        component.path(),
        "the agent has no " + kind.word() + " '" + type + "'",
        near.isEmpty() ? has(kind) : near);
  }

  private String has(ComponentKind kind) {
    String all = String.join(", ", distribution.sorted(kind));
    return all.isEmpty()
        ? "it has no " + kind.section() + " at all"
        : "it has " + (all.length() <= 300 ? all : all.substring(0, 300) + "…");
  }

  private void unused() {
    if (!config.pipelinesComplete() || config.pipelines().isEmpty()) {
      return;
    }
    Map<ComponentKind, Set<ComponentId>> used = new EnumMap<>(ComponentKind.class);
    for (ComponentKind kind : ComponentKind.values()) {
      used.put(kind, new HashSet<>());
    }
    for (Pipeline pipeline : config.pipelines()) {
      note(pipeline.receivers(), used, ComponentKind.RECEIVER, ComponentKind.CONNECTOR);
      note(pipeline.processors(), used, ComponentKind.PROCESSOR);
      note(pipeline.exporters(), used, ComponentKind.EXPORTER, ComponentKind.CONNECTOR);
    }
    note(config.extensions(), used, ComponentKind.EXTENSION);
    for (ComponentKind kind : ComponentKind.values()) {
      if (kind == ComponentKind.EXTENSION && !config.extensions().complete()) {
        continue;
      }
      for (Component component : config.section(kind).components().values()) {
        if (!used.getOrDefault(kind, Set.of()).contains(component.id())) {
          findings.warn(
              component.place(),
              component.path(),
              kind.word() + " '" + component.id() + "' is defined and not used",
              kind == ComponentKind.EXTENSION
                  ? "add it to 'service: extensions:', or remove it"
                  : "add it to a pipeline, or remove it");
        }
      }
    }
  }

  private static void note(
      Pipeline.Uses uses, Map<ComponentKind, Set<ComponentId>> used, ComponentKind... kinds) {
    for (Use use : uses.items()) {
      for (ComponentKind kind : kinds) {
        used.computeIfAbsent(kind, k -> new HashSet<>()).add(use.id());
      }
    }
  }
}
