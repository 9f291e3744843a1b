package io.muster.collector;

import io.muster.collector.CollectorConfig.Component;
import io.muster.collector.CollectorConfig.Section;
import io.muster.collector.Pipeline.Use;
import io.muster.collector.Pipeline.Uses;
import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import io.muster.failure.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the collector's model in a document, and what does not fit into it. For one document. */
final class ModelReader {

  static final String SERVICE = "service";
  static final String PIPELINES = "pipelines";
  private static final String EXTENSIONS = "extensions";
  private static final String TELEMETRY = "telemetry";
  static final Set<String> SERVICE_KEYS = Set.of(EXTENSIONS, PIPELINES, TELEMETRY);
  static final Set<String> SECTIONS =
      Stream.concat(
              Arrays.stream(ComponentKind.values()).map(ComponentKind::section), Stream.of(SERVICE))
          .collect(Collectors.toSet());

  private final Findings findings;
  private final Distribution distribution;

  ModelReader(Findings findings, Distribution distribution) {
    this.findings = findings;
    this.distribution = distribution;
  }

  CollectorConfig read(Mapping root) {
    keys(root, YamlPath.ROOT, SECTIONS, "a section of a collector's config");
    Map<ComponentKind, Section> sections = new EnumMap<>(ComponentKind.class);
    for (ComponentKind kind : ComponentKind.values()) {
      Entry entry = root.entries().get(kind.section());
      sections.put(kind, entry == null ? Section.NONE : section(kind, entry.value()));
    }
    Entry service = root.entries().get(SERVICE);
    YamlPath path = YamlPath.of(SERVICE);
    Mapping values =
        service == null
            ? new Mapping(root.place(), Map.of())
            : mapping(service.value(), path).orElse(new Mapping(root.place(), Map.of()));
    keys(values, path, SERVICE_KEYS, "a key of 'service'");
    Entry telemetry = values.entries().get(TELEMETRY);
    if (telemetry != null) {
      new TelemetryCheck(findings, distribution).check(telemetry.value(), path.with(TELEMETRY));
    }
    Entry extensions = values.entries().get(EXTENSIONS);
    return new CollectorConfig(
        sections,
        pipelines(service, values),
        extensions == null ? Uses.NONE : uses(extensions.value(), path.with(EXTENSIONS)),
        service == null ? root.place() : service.key());
  }

  /** Reports keys that are not among these. */
  private void keys(Mapping mapping, YamlPath path, Set<String> known, String what) {
    mapping
        .entries()
        .forEach((key, entry) -> {
          if (!known.contains(key)) {
            findings.error(
                entry.key(), path.with(key), "'" + key + "' is not " + what, elsewhere(key, known));
          }
        });
  }

  /** What was meant: a known word that is alike, or the place where this one belongs. */
  private static String elsewhere(String key, Set<String> known) {
    String near = Suggestion.didYouMean(key, known, Suggestion.Spelling.EXACT);
    if (!near.isEmpty()) {
      return near;
    }
    if (SERVICE_KEYS.contains(key)) {
      return "it is a key of 'service': indent it below that";
    }
    return SECTIONS.contains(key)
        ? "it is a section: write it at the top level, without indentation"
        : "known are " + String.join(", ", new TreeSet<>(known));
  }

  private Section section(ComponentKind kind, YamlValue value) {
    if (value.unknown()) {
      return new Section(Map.of(), false);
    }
    YamlPath path = YamlPath.of(kind.section());
    Map<ComponentId, Component> components = new LinkedHashMap<>();
    mapping(value, path)
        .ifPresent(mapping ->
            mapping
                .entries()
                .forEach((key, entry) ->
                    component(kind, key, entry, path.with(key))
                        .ifPresent(component -> {
                          Component before = components.put(component.id(), component);
                          if (before != null) {
                            findings.error(
                                entry.key(),
                                component.path(),
                                "'"
                                    + component.id()
                                    + "' is there twice, first in line "
                                    + before.place().line(),
                                "spaces around the parts of an id do not count");
                          }
                        })));
    return new Section(components, true);
  }

  private Optional<Component> component(
      ComponentKind kind, String key, Entry entry, YamlPath path) {
    ComponentId id;
    try {
      id = ComponentId.parse(key);
    } catch (IllegalArgumentException e) {
      findings.error(
          entry.key(),
          path,
          String.valueOf(e.getMessage()),
          "write 'type' or 'type/name', as otlp or otlp/second");
      return Optional.empty();
    }
    YamlValue settings = entry.value();
    if (!(settings instanceof Mapping) && !settings.nothing() && !settings.unknown()) {
      findings.error(
          settings.place(),
          path,
          "the settings of "
              + kind.word()
              + " '"
              + id
              + "' are "
              + settings.what()
              + ", expected a mapping",
          "write 'key: value' lines below it, or nothing");
    }
    return Optional.of(new Component(kind, id, entry.key(), path, settings));
  }

  private List<Pipeline> pipelines(@Nullable Entry service, Mapping values) {
    YamlPath path = YamlPath.of(SERVICE, PIPELINES);
    Entry entry = values.entries().get(PIPELINES);
    if (service != null && service.value().unknown() || entry != null && entry.value().unknown()) {
      return List.of();
    }
    Mapping mapping = entry == null ? null : mapping(entry.value(), path).orElse(null);
    if (mapping == null || mapping.entries().isEmpty()) {
      SourcePosition place =
          entry != null ? entry.key() : service != null ? service.key() : values.place();
      findings.error(
          place,
          path,
          "the service has no pipelines",
          "add one below 'service: pipelines:', as 'traces:' with receivers and exporters");
      return List.of();
    }
    List<Pipeline> pipelines = new ArrayList<>();
    Map<String, SourcePosition> ids = new HashMap<>();
    mapping
        .entries()
        .forEach((key, value) ->
            pipeline(key, value, path.with(key))
                .ifPresent(pipeline -> {
                  SourcePosition before = ids.put(pipeline.id(), pipeline.place());
                  if (before != null) {
                    findings.error(
                        pipeline.place(),
                        pipeline.path(),
                        "pipeline '"
                            + pipeline.id()
                            + "' is there twice, first in line "
                            + before.line(),
                        "spaces around the parts of an id do not count");
                  }
                  pipelines.add(pipeline);
                }));
    return pipelines;
  }

  private Optional<Pipeline> pipeline(String key, Entry entry, YamlPath path) {
    ComponentId.Parts parts;
    try {
      parts = ComponentId.Parts.of(key);
    } catch (IllegalArgumentException e) {
      findings.error(
          entry.key(),
          path,
          String.valueOf(e.getMessage()),
          "write a signal, or signal/name, as traces or traces/second");
      return Optional.empty();
    }
    Optional<Signal> signal = Signal.of(parts.first());
    if (signal.isEmpty()) {
      Set<String> signals =
          Arrays.stream(Signal.values()).map(Signal::word).collect(Collectors.toSet());
      String near = Suggestion.didYouMean(parts.first(), signals, Suggestion.Spelling.EXACT);
      findings.error(
          entry.key(),
          path,
          "'" + parts.first() + "' is no signal: pipelines are of traces, metrics or logs",
          near.isEmpty() ? "the name of a pipeline comes behind a slash, as in traces/in" : near);
      return Optional.empty();
    }
    if (entry.value().unknown()) {
      Uses unknown = new Uses(List.of(), false);
      return Optional.of(
          new Pipeline(id(parts), signal.get(), entry.key(), path, unknown, unknown, unknown));
    }
    Map<String, Entry> values =
        mapping(entry.value(), path)
            .map(mapping -> {
              keys(
                  mapping,
                  path,
                  Set.of("receivers", "processors", "exporters"),
                  "a part of a pipeline");
              return mapping.entries();
            })
            .orElse(Map.of());
    return Optional.of(
        new Pipeline(
            id(parts),
            signal.get(),
            entry.key(),
            path,
            part(values, path, "receivers"),
            part(values, path, "processors"),
            part(values, path, "exporters")));
  }

  private static String id(ComponentId.Parts parts) {
    return parts.name().isEmpty() ? parts.first() : parts.first() + "/" + parts.name();
  }

  private Uses part(Map<String, Entry> values, YamlPath path, String key) {
    Entry entry = values.get(key);
    return entry == null ? Uses.NONE : uses(entry.value(), path.with(key));
  }

  private Uses uses(YamlValue value, YamlPath path) {
    if (value.unknown()) {
      return new Uses(List.of(), false);
    }
    List<Use> uses = new ArrayList<>();
    boolean complete = true;
    switch (value) {
      case Listing list -> {
        int index = 0;
        for (YamlValue item : list.items()) {
          YamlPath at = path.with(index++);
          if (item.unknown()) {
            complete = false;
          } else if (item instanceof Scalar scalar) {
            use(scalar.nothing() ? "" : scalar.text(), item.place(), at).ifPresent(uses::add);
          } else {
            findings.error(
                item.place(),
                at,
                "here is " + item.what() + ", expected an id",
                "write one id per item");
          }
        }
      }
      case Scalar scalar when scalar.nothing() -> {}
      case Scalar _, Mapping _ ->
          findings.error(
              value.place(),
              path,
              "here is " + value.what() + ", expected a list of ids",
              "write '[otlp, zipkin]', or '- otlp' lines without a colon behind the id");
    }
    return new Uses(uses, complete);
  }

  private Optional<Use> use(String text, SourcePosition place, YamlPath path) {
    try {
      return Optional.of(new Use(ComponentId.parse(text), place, path));
    } catch (IllegalArgumentException e) {
      findings.error(
          place,
          path,
          String.valueOf(e.getMessage()),
          "write the id of a component, as otlp/second");
      return Optional.empty();
    }
  }

  private Optional<Mapping> mapping(YamlValue value, YamlPath path) {
    if (value instanceof Mapping mapping) {
      return Optional.of(mapping);
    }
    if (!value.nothing() && !value.unknown()) {
      findings.error(
          value.place(),
          path,
          "here is " + value.what() + ", expected a mapping",
          "write 'key: value' lines, without '-' before the key");
    }
    return Optional.empty();
  }
}
