package io.muster.adopt;

import io.muster.adopt.Proposal.Difference;
import io.muster.adopt.Proposal.Likeness;
import io.muster.adopt.Proposal.Variants;
import io.muster.agent.AgentState;
import io.muster.agent.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Says in what configs differ that are nearly the same. Pure; bounded by its callers. */
final class Likenesses {

  /** Groups that another one is held against: the largest, those before it. */
  private static final int CANDIDATES = 20;

  /** Differences told of a group. */
  private static final int TOLD = 10;

  /** With more differences than this part of their settings two configs are not alike. */
  private static final int PART = 3;

  /** Groups with no more differences than this are variants of one config. */
  private static final int FEW = 5;

  private static final int MAX_VALUE = 100;

  /** Kinds of variants told. */
  private static final int MAX_VARIANTS = 20;

  /** Whose values people write into configs. */
  private static final List<String> ATTRIBUTES =
      List.of("host.name", "host.id", "service.instance.id", "k8s.node.name", "host.ip");

  private Likenesses() {}

  /**
   * What one group is like.
   *
   * @param place of the other group among all
   */
  record Found(int place, int count, List<Difference> first) {}

  /** The group before this one that differs least; null if none is like it. */
  static @Nullable Found nearest(
      List<SortedMap<String, String>> settings, int place, AgentState one) {
    SortedMap<String, String> mine = settings.get(place);
    Found nearest = null;
    for (int i = 0; i < Math.min(place, CANDIDATES); i++) {
      Found found = differences(mine, settings.get(i), i, one);
      if (found.count() * PART <= Math.max(mine.size(), settings.get(i).size())
          && (nearest == null || found.count() < nearest.count())) {
        nearest = found;
      }
    }
    return nearest;
  }

  private static Found differences(
      SortedMap<String, String> mine, SortedMap<String, String> other, int place, AgentState one) {
    Set<String> paths = new TreeSet<>(mine.keySet());
    paths.addAll(other.keySet());
    List<Difference> first = new ArrayList<>();
    int count = 0;
    for (String path : paths) {
      String here = mine.get(path);
      String there = other.get(path);
      if (!Objects.equals(here, there)) {
        count++;
        if (first.size() < TOLD) {
          first.add(new Difference(cut(path), cut(here), cut(there), attribute(here, one)));
        }
      }
    }
    return new Found(place, count, first);
  }

  private static String attribute(@Nullable String value, AgentState agent) {
    return value == null || value.isEmpty()
        ? ""
        : ATTRIBUTES.stream()
            .filter(key -> Selector.value(agent, key, false).filter(value::equals).isPresent())
            .findFirst()
            .orElse("");
  }

  private static String cut(@Nullable String text) {
    if (text == null) {
      return "";
    }
    return text.length() <= MAX_VALUE ? text : text.substring(0, MAX_VALUE) + "…";
  }

  /** Puts groups together that differ from their nearest in the same few settings. */
  static List<Variants> variants(List<Proposal.Group> groups) {
    Map<List<String>, List<Proposal.Group>> alike = new LinkedHashMap<>();
    for (Proposal.Group group : groups) {
      if (group.nearest() instanceof Likeness like && like.count() <= FEW) {
        alike
            .computeIfAbsent(
                like.first().stream().map(Difference::path).toList(), _ -> new ArrayList<>())
            .add(group);
      }
    }
    return alike.entrySet().stream()
        .map(each ->
            new Variants(
                each.getKey(),
                shared(each.getValue()),
                each.getValue().size(),
                each.getValue().stream().mapToInt(group -> group.agents().size()).sum()))
        .sorted((one, other) -> Integer.compare(other.agents(), one.agents()))
        .limit(MAX_VARIANTS)
        .toList();
  }

  /** The attribute that all their differences are, if there is one. */
  private static String shared(List<Proposal.Group> groups) {
    Map<String, Integer> counts = new HashMap<>();
    int all = 0;
    for (Proposal.Group group : groups) {
      if (group.nearest() instanceof Likeness like) {
        for (Difference difference : like.first()) {
          counts.merge(difference.attribute(), 1, Integer::sum);
          all++;
        }
      }
    }
    return counts.size() == 1 && all > 0 ? counts.keySet().iterator().next() : "";
  }
}
