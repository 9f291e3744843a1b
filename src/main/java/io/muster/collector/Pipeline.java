package io.muster.collector;

import java.util.List;

/**
 * A pipeline as it is written.
 *
 * @param id as written, spaces around its parts removed
 * @param place of its key
 */
record Pipeline(
    String id,
    Signal signal,
    SourcePosition place,
    YamlPath path,
    Uses receivers,
    Uses processors,
    Uses exporters) {

  /**
   * A list of components.
   *
   * @param complete false if a part of it is a reference that only the agent can resolve
   */
  record Uses(List<Use> items, boolean complete) {

    static final Uses NONE = new Uses(List.of(), true);

    Uses {
      items = List.copyOf(items);
    }

    /** Whether surely nothing is in it. */
    boolean surelyEmpty() {
      return items.isEmpty() && complete;
    }
  }

  /** Where a component is named. */
  record Use(ComponentId id, SourcePosition place, YamlPath path) {}
}
