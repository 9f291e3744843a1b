package io.muster.collector;

import io.muster.agent.ConfigComparison.Differs;
import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the parts of an offered collector config against what a collector runs: every component and
 * pipeline by its id, pipelines with exactly their members. Components and pipelines that were not
 * offered are the machine's own. For one comparison.
 */
final class OfferedParts {

  private static final Set<String> SECTIONS =
      Stream.of(ComponentKind.values()).map(ComponentKind::section).collect(Collectors.toSet());
  private static final YamlPath SERVICE = YamlPath.of(ModelReader.SERVICE);
  private static final String EXTENSIONS = ComponentKind.EXTENSION.section();

  private final NotComparedCount count;
  private final SettingsComparison settings;
  private final LooseComparison loose;
  private final PipelineMembers members;

  OfferedParts(NotComparedCount count) {
    this.count = count;
    settings = new SettingsComparison(count);
    loose = new LooseComparison(count);
    members = new PipelineMembers(count);
  }

  /** Whether components stand under this key. */
  static boolean isSection(String key) {
    return SECTIONS.contains(key);
  }

  /** The first difference; null if there is none. */
  @Nullable Differs compare(Mapping wanted, Mapping found) {
    for (Map.Entry<String, Entry> entry : wanted.entries().entrySet()) {
      YamlValue value = entry.getValue().value();
      YamlValue other = value(found, entry.getKey());
      Differs difference = part(entry.getKey(), value, other);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private @Nullable Differs part(String key, YamlValue wanted, @Nullable YamlValue found) {
    YamlPath path = YamlPath.ROOT.with(key);
    if (SECTIONS.contains(key) && wanted instanceof Mapping mapping) {
      return byId(mapping, found, path, settings::compare);
    }
    if (key.equals(ModelReader.SERVICE) && wanted instanceof Mapping mapping) {
      return service(mapping, found);
    }
    if ((SECTIONS.contains(key) || key.equals(ModelReader.SERVICE)) && unknown(wanted)) {
      return null;
    }
    return loose.compare(wanted, found, path);
  }

  /** Whether only the agent knows, or nothing is wanted. */
  private boolean unknown(YamlValue wanted) {
    if (wanted instanceof Scalar scalar && Holes.of(scalar.text()).only()) {
      count.reference();
      return true;
    }
    return SettingsComparison.empty(wanted);
  }

  private interface Comparing {
    @Nullable Differs compare(YamlValue wanted, YamlValue found, YamlPath path);
  }

  /** Everything of a section is there by its id. */
  private static @Nullable Differs byId(
      Mapping wanted, @Nullable YamlValue found, YamlPath path, Comparing comparing) {
    if (found != null && !(found instanceof Mapping) && !SettingsComparison.empty(wanted)) {
      return SettingsComparison.differs(wanted, found, path);
    }
    Map<String, YamlValue> runs = new HashMap<>();
    if (found instanceof Mapping mapping) {
      mapping.entries().forEach((id, entry) -> runs.put(PipelineMembers.id(id), entry.value()));
    }
    for (Map.Entry<String, Entry> entry : wanted.entries().entrySet()) {
      if (AgentAdditions.masked(path, entry.getKey())) {
        continue;
      }
      YamlValue value = entry.getValue().value();
      YamlValue other = runs.get(PipelineMembers.id(entry.getKey()));
      YamlPath here = path.with(entry.getKey());
      Differs difference =
          other == null
              ? SettingsComparison.differs(value, null, here)
              : comparing.compare(value, other, here);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private @Nullable Differs service(Mapping wanted, @Nullable YamlValue found) {
    Mapping runs =
        found instanceof Mapping mapping ? mapping : new Mapping(wanted.place(), Map.of());
    Map<String, Entry> rest = new LinkedHashMap<>(wanted.entries());
    Entry pipelines = rest.remove(ModelReader.PIPELINES);
    Entry extensions = rest.remove(EXTENSIONS);
    if (pipelines != null && !unknown(pipelines.value())) {
      YamlPath path = SERVICE.with(ModelReader.PIPELINES);
      Differs difference =
          pipelines.value() instanceof Mapping mapping
              ? byId(mapping, value(runs, ModelReader.PIPELINES), path, this::pipeline)
              : loose.compare(pipelines.value(), value(runs, ModelReader.PIPELINES), path);
      if (difference != null) {
        return difference;
      }
    }
    if (extensions != null && !unknown(extensions.value())) {
      Differs difference =
          members.atLeast(extensions.value(), value(runs, EXTENSIONS), SERVICE.with(EXTENSIONS));
      if (difference != null) {
        return difference;
      }
    }
    return rest.isEmpty()
        ? null
        : settings.compare(new Mapping(wanted.place(), rest), runs, SERVICE);
  }

  /** A pipeline has exactly the members that were offered, none of a kind included. */
  private @Nullable Differs pipeline(YamlValue wanted, YamlValue found, YamlPath path) {
    if (unknown(wanted)) {
      return null;
    }
    if (!(wanted instanceof Mapping offered) || !(found instanceof Mapping runs)) {
      return SettingsComparison.differs(wanted, found, path);
    }
    for (ComponentKind kind : PipelineMembers.KINDS) {
      YamlValue of =
          Optional.ofNullable(value(offered, kind.section()))
              .orElse(new Listing(offered.place(), java.util.List.of()));
      Differs difference =
          members.exactly(kind, of, value(runs, kind.section()), path.with(kind.section()));
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable YamlValue value(Mapping mapping, String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? null : entry.value();
  }
}
