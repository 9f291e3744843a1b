package io.muster.policy;

import io.muster.agent.AgentState;
import io.muster.agent.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the targets that match an agent without asking each: targets of one group are matched once,
 * and groups are filed under one pair of their selector, the one that the fewest other groups have.
 * Immutable.
 */
final class TargetIndex {

  private record Ranked(int rank, Target target) {}

  private record Filed(Target.Group group, List<Ranked> targets) {}

  /** Where an agent's value is looked up. */
  private record Source(String key, boolean labelsOnly) {}

  private final List<Filed> matchingAll = new ArrayList<>();
  private final Map<Source, Map<String, List<Filed>>> filed = new LinkedHashMap<>();

  /** Indexes targets that are in {@link Target#ORDER}; those of weight 0 are left out. */
  TargetIndex(List<Target> ordered) {
    Map<Target.Group, List<Ranked>> groups = new LinkedHashMap<>();
    for (int rank = 0; rank < ordered.size(); rank++) {
      Target target = ordered.get(rank);
      if (target.weight() > 0) {
        groups
            .computeIfAbsent(target.group(), g -> new ArrayList<>())
            .add(new Ranked(rank, target));
      }
    }
    Map<Map.Entry<String, String>, Integer> uses = new HashMap<>();
    groups
        .keySet()
        .forEach(g -> g.selector().pairs().entrySet().forEach(p -> uses.merge(p, 1, Integer::sum)));
    groups.forEach((group, targets) -> file(new Filed(group, List.copyOf(targets)), uses));
  }

  private void file(Filed entry, Map<Map.Entry<String, String>, Integer> uses) {
    Target.Group group = entry.group();
    group.selector().pairs().entrySet().stream()
        .min(Comparator.comparingInt(pair -> uses.getOrDefault(pair, 0)))
        .ifPresentOrElse(
            pair ->
                filed
                    .computeIfAbsent(
                        new Source(pair.getKey(), group.labelsOnly()), s -> new HashMap<>())
                    .computeIfAbsent(pair.getValue(), v -> new ArrayList<>())
                    .add(entry),
            () -> matchingAll.add(entry));
  }

  /** The targets that match, in order. */
  List<Target> matching(AgentState agent) {
    List<Ranked> found = new ArrayList<>();
    matchingAll.forEach(entry -> found.addAll(entry.targets()));
    filed.forEach((source, byValue) ->
        Selector.value(agent, source.key(), source.labelsOnly())
            .map(byValue::get)
            .ifPresent(entries -> addMatching(entries, agent, found)));
    found.sort(Comparator.comparingInt(Ranked::rank));
    return found.stream().map(Ranked::target).toList();
  }

  private static void addMatching(List<Filed> entries, AgentState agent, List<Ranked> found) {
    for (Filed entry : entries) {
      Target.Group group = entry.group();
      if (group.selector().matches(agent, group.labelsOnly())) {
        found.addAll(entry.targets());
      }
    }
  }
}
