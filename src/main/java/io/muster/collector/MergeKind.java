package io.muster.collector;

import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lays one file over another as the collector does: mappings merge, all else is replaced. */
final class MergeKind {

  private MergeKind() {}

  /** The later one wins. */
  static Mapping of(Mapping earlier, Mapping later) {
    Map<String, Entry> merged = new LinkedHashMap<>(earlier.entries());
    later
        .entries()
        .forEach((key, entry) -> {
          Entry present = merged.get(key);
          if (present != null
              && present.value() instanceof Mapping left
              && entry.value() instanceof Mapping right) {
            merged.put(key, new Entry(present.key(), of(left, right)));
          } else {
            merged.put(key, entry);
          }
        });
    return new Mapping(earlier.place(), merged);
  }
}
