package io.muster.collector;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A collector's config, all files merged.
 *
 * @param extensions those that the service starts
 */
record CollectorConfig(
    Map<ComponentKind, Section> sections,
    List<Pipeline> pipelines,
    Pipeline.Uses extensions,
    SourcePosition place) {

  CollectorConfig {
    sections = Collections.unmodifiableMap(new EnumMap<>(sections));
    pipelines = List.copyOf(pipelines);
  }

  /**
   * The components of one kind.
   *
   * @param complete false if the section is a reference that only the agent can resolve
   */
  record Section(Map<ComponentId, Component> components, boolean complete) {

    static final Section NONE = new Section(Map.of(), true);

    Section {
      components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
    }

    /** Whether surely nothing is in it. */
    boolean surelyEmpty() {
      return components.isEmpty() && complete;
    }
  }

  /**
   * A component as it is defined.
   *
   * @param place of its key
   * @param settings what stands behind it; may be nothing
   */
  record Component(
      ComponentKind kind,
      ComponentId id,
      SourcePosition place,
      YamlPath path,
      YamlValue settings) {}

  Section section(ComponentKind kind) {
    return sections.getOrDefault(kind, Section.NONE);
  }

  /** Whether it defines this component. */
  boolean defines(ComponentKind kind, ComponentId id) {
    return section(kind).components().containsKey(id);
  }

  /** Whether it may define this component, as far as one can see. */
  boolean mayDefine(ComponentKind kind, ComponentId id) {
    return defines(kind, id) || !section(kind).complete();
  }

  /** Whether all pipelines are known whole. */
  boolean pipelinesComplete() {
    return pipelines.stream()
        .allMatch(
            p -> p.receivers().complete() && p.processors().complete() && p.exporters().complete());
  }
}
