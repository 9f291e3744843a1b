package io.muster.collector;

import io.muster.agent.ConfigComparison.Differs;
import io.muster.collector.YamlValue.Listing;
import io.muster.collector.YamlValue.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds lists of components against each other: a pipeline's processors in their order, its
 * receivers and exporters in any, and the extensions of a service. For one comparison.
 */
final class PipelineMembers {

  /** What pipelines have lists of. */
  static final List<ComponentKind> KINDS =
      List.of(ComponentKind.RECEIVER, ComponentKind.PROCESSOR, ComponentKind.EXPORTER);

  private final NotComparedCount count;

  PipelineMembers(NotComparedCount count) {
    this.count = count;
  }

  /** An id as the collector reads it: spaces around its parts mean nothing. */
  static String id(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? text.strip()
        : text.substring(0, slash).strip() + "/" + text.substring(slash + 1).strip();
  }

  /** The same members, processors in the same order. */
  @Nullable Differs exactly(
      ComponentKind kind, YamlValue wanted, @Nullable YamlValue found, YamlPath path) {
    List<String> offered = ids(wanted);
    List<String> runs = found == null ? List.of() : ids(found);
    if (offered == null || runs == null) {
      count.reference();
      return null;
    }
    if (offered.equals(runs)) {
      return null;
    }
    if (found != null && found.nothing()) {
      return SettingsComparison.differs(wanted, found, path);
    }
    return kind == ComponentKind.PROCESSOR
        ? inOrder(offered, runs, path)
        : inAnyOrder(offered, runs, true, path);
  }

  /** All of them, perhaps with others: supervisors put extensions of several files together. */
  @Nullable Differs atLeast(YamlValue wanted, @Nullable YamlValue found, YamlPath path) {
    List<String> offered = ids(wanted);
    List<String> runs = found == null ? List.of() : ids(found);
    if (offered == null || runs == null) {
      count.reference();
      return null;
    }
    offered.removeIf(AgentAdditions::isOpamp);
    return inAnyOrder(offered, runs, false, path);
  }

  private @Nullable Differs inOrder(List<String> offered, List<String> runs, YamlPath path) {
    for (int i = 0; i < Math.max(offered.size(), runs.size()); i++) {
      String one = i < offered.size() ? offered.get(i) : "";
      String other = i < runs.size() ? runs.get(i) : "";
      if (Holes.of(one).any() && !other.isEmpty()) {
        count.reference();
      } else if (!one.equals(other)) {
        return differs(path.with(i), one, other);
      }
    }
    return null;
  }

  private @Nullable Differs inAnyOrder(
      List<String> offered, List<String> runs, boolean noOthers, YamlPath path) {
    java.util.Map<String, Integer> left = new java.util.HashMap<>();
    runs.forEach(id -> left.merge(id, 1, Integer::sum));
    int unknown = 0;
    for (int i = 0; i < offered.size(); i++) {
      String id = offered.get(i);
      if (Holes.of(id).any()) {
        count.reference();
        unknown++;
      } else if (left.merge(id, -1, Integer::sum) < 0) {
        return differs(path.with(i), id, offered.size() == runs.size() ? runs.get(i) : "");
      }
    }
    int others = left.values().stream().filter(n -> n > 0).mapToInt(n -> n).sum();
    if (noOthers && others > unknown) {
      for (int i = 0; i < runs.size(); i++) {
        if (left.getOrDefault(runs.get(i), 0) > 0) {
          return differs(path.with(i), "", runs.get(i));
        }
      }
    }
    if (others <= unknown && !offered.equals(runs)) {
      count.unordered();
    }
    return null;
  }

  private static Differs differs(YamlPath path, String wanted, String found) {
    return new Differs(Shown.of(path), Shown.cut(wanted), Shown.cut(found));
  }

  /** The ids; a single text has them apart by commas. Null if only the agent knows them. */
  private static @Nullable List<String> ids(YamlValue value) {
    List<String> ids = new ArrayList<>();
    switch (value) {
      case Listing list ->
          list.items()
              .forEach(item -> ids.add(item instanceof Scalar s ? id(s.text()) : item.what()));
      case Scalar scalar when scalar.nothing() -> {}
      case Scalar scalar when Holes.of(scalar.text()).any() -> {
        return null;
      }
      case Scalar scalar -> {
        for (String part : scalar.text().split(",", -1)) {
          ids.add(id(part));
        }
      }
      case YamlValue.Mapping mapping -> {
        if (!mapping.entries().isEmpty()) {
          ids.add(mapping.what());
        }
      }
    }
    return ids;
  }
}
