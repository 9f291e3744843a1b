package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists that collectors write in another form than they were given. */
final class ListForms {

  private static final String VALUE = "value";
  private static final List<String> NAMES = List.of("name", "key");

  private ListForms() {}

  /**
   * A list of pairs, `- name: a, value: b`, as the mapping that it stands for; null if it is none.
   */
  static @Nullable Mapping pairs(Listing list) {
    Map<String, Entry> pairs = new LinkedHashMap<>();
    for (YamlValue item : list.items()) {
      if (!(item instanceof Mapping mapping) || mapping.entries().size() != 2) {
        return null;
      }
      Entry value = mapping.entries().get(VALUE);
      Scalar name = null;
      for (String key : NAMES) {
        Entry entry = mapping.entries().get(key);
        if (entry != null && entry.value() instanceof Scalar scalar) {
          name = scalar;
        }
      }
      if (value == null || name == null || pairs.put(name.text(), value) != null) {
        return null;
      }
    }
    return new Mapping(list.place(), pairs);
  }

  /** What was offered, texts in a row as a group if there are groups where it runs. */
  static List<YamlValue> grouped(List<YamlValue> wanted, List<YamlValue> found) {
    String group = found.isEmpty() ? null : group(found.getFirst());
    if (group == null || wanted.stream().noneMatch(Scalar.class::isInstance)) {
      return wanted;
    }
    List<YamlValue> grouped = new ArrayList<>();
    List<YamlValue> row = new ArrayList<>();
    for (YamlValue item : wanted) {
      if (item instanceof Scalar) {
        row.add(item);
      } else {
        close(row, group, grouped);
        grouped.add(item);
      }
    }
    close(row, group, grouped);
    return grouped;
  }

  private static void close(List<YamlValue> row, String group, List<YamlValue> grouped) {
    if (!row.isEmpty()) {
      SourcePosition place = row.getFirst().place();
      Listing texts = new Listing(place, row);
      grouped.add(new Mapping(place, Map.of(group, new Entry(place, texts))));
      row.clear();
    }
  }

  /** What it runs: one group for each text where one group was made of them all. */
  static List<YamlValue> ungrouped(List<YamlValue> wanted, List<YamlValue> found) {
    String group = found.isEmpty() ? null : group(found.getFirst());
    if (group == null || wanted.size() != 1 || found.size() < 2) {
      return found;
    }
    List<YamlValue> texts = new ArrayList<>();
    for (YamlValue item : found) {
      if (!(item instanceof Mapping mapping)
          || !(mapping.entries().get(group) instanceof Entry(var _, Listing list))
          || !plain(mapping, group)) {
        return found;
      }
      texts.addAll(list.items());
    }
    SourcePosition place = found.getFirst().place();
    return List.of(new Mapping(place, Map.of(group, new Entry(place, new Listing(place, texts)))));
  }

  /** Nothing is set for the group but its texts. */
  private static boolean plain(Mapping mapping, String group) {
    return mapping.entries().entrySet().stream()
        .allMatch(e ->
            e.getKey().equals(group)
                || SettingsComparison.empty(e.getValue().value())
                || (e.getValue().value() instanceof Scalar s && ScalarForms.zero(s.text())));
  }

  private static @Nullable String group(YamlValue item) {
    if (item instanceof Mapping mapping) {
      for (String group : List.of("statements", "conditions")) {
        if (mapping.entries().containsKey(group)) {
          return group;
        }
      }
    }
    return null;
  }
}
