package io.muster.collector;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A directed graph, asked for a way that leads back to its beginning. Time linear in its size. */
final class CycleSearch {

  private final Map<String, Set<String>> next = new LinkedHashMap<>();

  void add(String from, String to) {
    next.computeIfAbsent(from, node -> new LinkedHashSet<>()).add(to);
    next.computeIfAbsent(to, node -> new LinkedHashSet<>());
  }

  /** The nodes of one such way in order, the first not repeated; empty if there is none. */
  List<String> round() {
    Set<String> left = withoutDeadEnds();
    if (left.isEmpty()) {
      return List.of();
    }
    // Each node left has a successor that is left: going on must come back.
    List<String> way = new ArrayList<>();
    Map<String, Integer> visited = new HashMap<>();
    String node = left.iterator().next();
    while (!visited.containsKey(node)) {
      visited.put(node, way.size());
      way.add(node);
      node =
          next.getOrDefault(node, Set.of()).stream()
              .filter(left::contains)
              .findFirst()
              .orElseThrow();
    }
    return List.copyOf(way.subList(visited.getOrDefault(node, 0), way.size()));
  }

  /** Takes away what leads nowhere, until nothing more does. */
  private Set<String> withoutDeadEnds() {
    Map<String, List<String>> previous = new HashMap<>();
    Map<String, Integer> open = new HashMap<>();
    Deque<String> dead = new ArrayDeque<>();
    next.forEach((from, all) -> {
      all.forEach(to -> previous.computeIfAbsent(to, node -> new ArrayList<>()).add(from));
      open.put(from, all.size());
      if (all.isEmpty()) {
        dead.add(from);
      }
    });
    Set<String> left = new LinkedHashSet<>(next.keySet());
    while (!dead.isEmpty()) {
      String node = dead.remove();
      left.remove(node);
      for (String before : previous.getOrDefault(node, List.of())) {
        if (open.merge(before, -1, Integer::sum) == 0) {
          dead.add(before);
        }
      }
    }
    return left;
  }
}
