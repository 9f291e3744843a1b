package io.muster.collector;

import io.muster.collector.ConfigDifferences.Difference;
import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says to run, to be compared with what it said before. One and the same process
 * writes it each time in the same form, so everything counts but what agents put in themselves
 * ({@link AgentAdditions}). Pure; the work is bounded by what can be read.
 */
public final class EffectiveConfig {

  /** Differences told in full. */
  public static final int MAX_TOLD = 20;

  private static final String NAME = "name";
  private static final Set<String> NAMED = Set.of(NAME, "value");

  private final List<Difference> told = new ArrayList<>();
  private int count;

  private EffectiveConfig() {}

  /**
   * In what a later effective config of an agent differs from an earlier one. Files that are no
   * YAML or JSON, or cannot be read, are compared byte by byte.
   */
  public static ConfigDifferences differences(ConfigDocument before, ConfigDocument after) {
    EffectiveConfig comparison = new EffectiveConfig();
    if (!before.equals(after)) {
      Mapping left = meaning(before);
      Mapping right = meaning(after);
      if (left != null && right != null) {
        comparison.mappings(left, right, YamlPath.ROOT);
      } else {
        comparison.files(before, after);
      }
    }
    return new ConfigDifferences(comparison.told, comparison.count);
  }

  private static @Nullable Mapping meaning(ConfigDocument document) {
    return document.files().stream().anyMatch(f -> f.syntax() == ConfigFile.Syntax.OTHER)
        ? null
        : CollectorCheck.read(document).merged();
  }

  private void files(ConfigDocument before, ConfigDocument after) {
    Set<String> names = new LinkedHashSet<>();
    before.files().forEach(file -> names.add(file.name()));
    after.files().forEach(file -> names.add(file.name()));
    for (String name : names) {
      ConfigFile left = before.file(name).orElse(null);
      ConfigFile right = after.file(name).orElse(null);
      if (left == null || right == null || !left.body().equals(right.body())) {
        add(YamlPath.ROOT.with(name), size(left), size(right));
      }
    }
  }

  private static String size(@Nullable ConfigFile file) {
    return file == null ? "" : "a file of " + file.body().size() + " bytes";
  }

  private void values(@Nullable YamlValue before, @Nullable YamlValue after, YamlPath path) {
    if (before instanceof Mapping left && after instanceof Mapping right) {
      mappings(left, right, path);
    } else if (before instanceof Listing left && after instanceof Listing right) {
      lists(
          AgentAdditions.without(path, left.items()),
          AgentAdditions.without(path, right.items()),
          path);
    } else if (!(before instanceof Scalar left
        && after instanceof Scalar right
        && same(left, right))) {
      add(path, Shown.of(before), Shown.of(after));
    }
  }

  private static boolean same(Scalar before, Scalar after) {
    return before.nothing() == after.nothing()
        && (before.nothing() || before.text().equals(after.text()));
  }

  private void mappings(Mapping before, Mapping after, YamlPath path) {
    Set<String> keys = new LinkedHashSet<>(before.entries().keySet());
    keys.addAll(after.entries().keySet());
    for (String key : keys) {
      if (!AgentAdditions.masked(path, key)) {
        values(value(before, key), value(after, key), path.with(key));
      }
    }
  }

  private static @Nullable YamlValue value(Mapping mapping, String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? null : entry.value();
  }

  private void lists(List<YamlValue> before, List<YamlValue> after, YamlPath path) {
    Map<String, YamlValue> left = named(before);
    Map<String, YamlValue> right = named(after);
    if (left != null && right != null) {
      Set<String> names = new LinkedHashSet<>(left.keySet());
      names.addAll(right.keySet());
      names.forEach(name -> values(left.get(name), right.get(name), path.with(name)));
      return;
    }
    for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
      values(
          i < before.size() ? before.get(i) : null,
          i < after.size() ? after.get(i) : null,
          path.with(i));
    }
  }

  /**
   * Pairs of name and value have no order: collectors make them of maps. Null if it is no such
   * list.
   */
  private static @Nullable Map<String, YamlValue> named(List<YamlValue> items) {
    Map<String, YamlValue> named = new LinkedHashMap<>();
    for (YamlValue item : items) {
      if (!(item instanceof Mapping mapping)
          || !NAMED.containsAll(mapping.entries().keySet())
          || !(value(mapping, NAME) instanceof Scalar name)
          || named.put(name.text(), item) != null) {
        return null;
      }
    }
    return named;
  }

  private void add(YamlPath path, String before, String after) {
    count++;
    if (told.size() < MAX_TOLD) {
      told.add(new Difference(Shown.of(path), before, after));
    }
  }
}
