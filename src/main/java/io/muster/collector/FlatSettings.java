package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A config as its settings, each by its path: equal for configs that differ in nothing but the
 * order of what has none. What agents put in themselves is left out.
 */
final class FlatSettings {

  /** Members of these lists have no order; they are settings by their names. */
  private static final Set<String> UNORDERED = Set.of("receivers", "exporters");

  private static final YamlPath PIPELINES = YamlPath.of("service", "pipelines");
  private static final YamlPath EXTENSIONS = YamlPath.of("service", "extensions");

  private FlatSettings() {}

  /** Adds those of a config. */
  static void of(Mapping config, Map<String, String> settings) {
    add(config, YamlPath.ROOT, settings);
  }

  private static void add(YamlValue value, YamlPath path, Map<String, String> settings) {
    switch (value) {
      case Scalar scalar ->
          settings.put(path.toString(), scalar.nothing() ? "null" : scalar.text());
      case Mapping mapping -> {
        if (mapping.entries().isEmpty()) {
          settings.put(path.toString(), "{}");
        }
        for (Map.Entry<String, Entry> entry : mapping.entries().entrySet()) {
          if (!AgentAdditions.masked(path, entry.getKey())) {
            add(entry.getValue().value(), path.with(entry.getKey()), settings);
          }
        }
      }
      case Listing list -> items(list, path, settings);
    }
  }

  private static void items(Listing list, YamlPath path, Map<String, String> settings) {
    List<YamlValue> items = AgentAdditions.without(path, list.items());
    boolean members = path.equals(EXTENSIONS) || pipelineMembers(path);
    Mapping pairs = members ? null : ListForms.pairs(list);
    if (items.isEmpty()) {
      settings.put(path.toString(), "[]");
    } else if (pairs != null) {
      pairs.entries().forEach((name, entry) -> add(entry.value(), path.with(name), settings));
    } else {
      for (int i = 0; i < items.size(); i++) {
        if (members && items.get(i) instanceof Scalar scalar) {
          settings.put(path.with(PipelineMembers.id(scalar.text())).toString(), "");
        } else {
          add(items.get(i), path.with(i), settings);
        }
      }
    }
  }

  private static boolean pipelineMembers(YamlPath path) {
    YamlPath pipeline = path.parent();
    return UNORDERED.contains(path.step())
        && pipeline != null
        && PIPELINES.equals(pipeline.parent());
  }
}
