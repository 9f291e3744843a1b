package io.muster.config.validation;

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
    Map<Kind, Section> sections, List<Pipeline> pipelines, Pipeline.Uses extensions, Place place) {

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
  record Component(Kind kind, ComponentId id, Place place, Path path, Value settings) {}

  Section section(Kind kind) {
    return sections.getOrDefault(kind, Section.NONE);
  }

  /** Whether it defines this component. */
  boolean defines(Kind kind, ComponentId id) {
    return section(kind).components().containsKey(id);
  }

  /** Whether it may define this component, as far as one can see. */
  boolean mayDefine(Kind kind, ComponentId id) {
    return defines(kind, id) || !section(kind).complete();
  }

  /** Whether all pipelines are known whole. */
  boolean pipelinesComplete() {
    return pipelines.stream()
        .allMatch(
            p -> p.receivers().complete() && p.processors().complete() && p.exporters().complete());
  }
}
