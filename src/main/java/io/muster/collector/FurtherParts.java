package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a collector runs beyond the parts of an offered config: components, pipelines, used
 * extensions. {@link OfferedParts} takes those for the machine's own; an agent that was never sent
 * a config might lose them by its first one.
 */
final class FurtherParts {

  private static final YamlPath SERVICE = YamlPath.of(ModelReader.SERVICE);
  private static final String EXTENSIONS = ComponentKind.EXTENSION.section();

  private FurtherParts() {}

  /** Whether there are none. */
  static boolean none(Mapping runs, Mapping offered) {
    for (Map.Entry<String, Entry> part : runs.entries().entrySet()) {
      YamlValue value = part.getValue().value();
      YamlValue other = value(offered, part.getKey());
      boolean known =
          SettingsComparison.empty(value)
              || (part.getKey().equals(ModelReader.SERVICE)
                  ? service(value, other)
                  : OfferedParts.isSection(part.getKey())
                      ? ids(value, YamlPath.of(part.getKey())).stream()
                          .allMatch(ids(other, YamlPath.of(part.getKey()))::contains)
                      : new LooseComparison(new NotComparedCount())
                              .compare(value, other == null ? nothing(offered) : other, SERVICE)
                          == null);
      if (!known) {
        return false;
      }
    }
    return true;
  }

  private static boolean service(YamlValue runs, @Nullable YamlValue offered) {
    if (!(runs instanceof Mapping mapping)) {
      return false;
    }
    Mapping other = offered instanceof Mapping given ? given : new Mapping(runs.place(), Map.of());
    YamlPath pipelines = SERVICE.with(ModelReader.PIPELINES);
    YamlPath extensions = SERVICE.with(EXTENSIONS);
    return ids(value(other, ModelReader.PIPELINES), pipelines)
            .containsAll(ids(value(mapping, ModelReader.PIPELINES), pipelines))
        && ids(value(other, EXTENSIONS), extensions)
            .containsAll(ids(value(mapping, EXTENSIONS), extensions));
  }

  /** Of a mapping its keys, of a list its items; what agents put in themselves is left out. */
  private static Set<String> ids(@Nullable YamlValue value, YamlPath path) {
    Set<String> ids = new HashSet<>();
    switch (value) {
      case null -> {}
      case Mapping mapping ->
          mapping.entries().keySet().stream()
              .filter(key -> !AgentAdditions.masked(path, key))
              .forEach(key -> ids.add(PipelineMembers.id(key)));
      case Listing list -> {
        for (YamlValue item : AgentAdditions.without(path, list.items())) {
          ids.add(item instanceof Scalar text ? PipelineMembers.id(text.text()) : item.what());
        }
      }
      case Scalar scalar -> {
        if (!scalar.nothing()) {
          List.of(scalar.text().split(",", -1)).forEach(id -> ids.add(PipelineMembers.id(id)));
        }
      }
    }
    return ids;
  }

  private static @Nullable YamlValue value(Mapping mapping, String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? null : entry.value();
  }

  private static Mapping nothing(Mapping place) {
    return new Mapping(place.place(), Map.of());
  }
}
