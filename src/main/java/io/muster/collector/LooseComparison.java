package io.muster.collector;

import io.muster.agent.ConfigComparison.Differs;
import io.muster.agent.NotCompared;
import io.muster.collector.YamlValue.Entry;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Mapping;
import io.muster.collector.YamlValue.Scalar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is no part of a collector against what an agent runs. Nobody knows how such an agent
 * merges or writes its config, so it may have more, in lists too; it must not have less. For one
 * comparison.
 */
final class LooseComparison {

  private final NotComparedCount count;
  private final SettingsComparison scalars;

  LooseComparison(NotComparedCount count) {
    this.count = count;
    scalars = new SettingsComparison(count);
  }

  /** The first difference; null if there is none. */
  @Nullable Differs compare(YamlValue wanted, @Nullable YamlValue found, YamlPath path) {
    if (found == null) {
      return SettingsComparison.differs(wanted, null, path);
    }
    if (SettingsComparison.empty(wanted)) {
      if (!SettingsComparison.empty(found)) {
        count.byDefault();
      }
      return null;
    }
    if (wanted instanceof Mapping mapping && found instanceof Mapping other) {
      return mappings(mapping.entries(), other.entries(), path);
    }
    if (wanted instanceof Listing list && found instanceof Listing other) {
      return lists(list.items(), other.items(), path);
    }
    boolean single = wanted instanceof Scalar && found instanceof Scalar;
    boolean unknown = wanted instanceof Scalar scalar && Holes.of(scalar.text()).only();
    return single || unknown
        ? scalars.compare(wanted, found, path)
        : SettingsComparison.differs(wanted, found, path);
  }

  private @Nullable Differs mappings(
      Map<String, Entry> wanted, Map<String, Entry> found, YamlPath path) {
    for (Map.Entry<String, Entry> entry : wanted.entrySet()) {
      Entry other = found.get(entry.getKey());
      Differs difference =
          compare(
              entry.getValue().value(),
              other == null ? null : other.value(),
              path.with(entry.getKey()));
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  /** All wanted items are there in their order, perhaps with others between them. */
  private @Nullable Differs lists(List<YamlValue> wanted, List<YamlValue> found, YamlPath path) {
    int at = 0;
    for (int i = 0; i < wanted.size(); i++) {
      YamlPath here = path.with(i);
      boolean sizesEqual = wanted.size() == found.size();
      Differs inside = null;
      boolean there = false;
      while (!there && at < found.size()) {
        NotCompared before = count.sum();
        Differs difference = compare(wanted.get(i), found.get(at), here);
        there = difference == null;
        if (!there) {
          count.back(before);
          inside = sizesEqual && at == i ? difference : inside;
        }
        at++;
      }
      if (!there) {
        YamlValue other = sizesEqual ? found.get(i) : null;
        return inside == null ? SettingsComparison.differs(wanted.get(i), other, here) : inside;
      }
    }
    return null;
  }
}
