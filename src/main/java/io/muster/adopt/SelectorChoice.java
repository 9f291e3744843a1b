package io.muster.adopt;

import io.muster.agent.AgentState;
import io.muster.agent.Attribute;
import io.muster.agent.Description;
import io.muster.agent.Selector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds selectors that match a group of agents and no other agent that is known. For one proposal,
 * on one thread.
 */
final class SelectorChoice {

  /** Pairs beside those that were asked for: with more of them nobody understands it. */
  private static final int MAX_PAIRS = 4;

  /** Longer values are texts, and name nothing. */
  private static final int MAX_VALUE = 128;

  /** What changes with the process or with the next release. */
  private static final Pattern PASSING =
      Pattern.compile(
          "service\\.instance\\.id|process\\..*|telemetry\\..*|container\\..*|os\\.(description"
              + "|version|build_id)|host\\.(ip|mac|cpu\\..*)|k8s\\.pod\\..*|.*\\.(version|pid|uid"
              + "|start_time|ip)");

  /** What names a single machine: right for a group of one, and asked last. */
  private static final Pattern MACHINE =
      Pattern.compile("host\\.(name|id)|k8s\\.node\\.name|.*hostname.*");

  private record Pair(String key, String value) {}

  private final List<AgentState> fleet;
  private final Map<String, String> base;
  private final Map<Pair, BitSet> having = new HashMap<>();
  private final Set<String> labels = new LinkedHashSet<>();

  /**
   * Over all agents that are known.
   *
   * @param base pairs that all agents of all groups have, and that stand in every selector
   */
  SelectorChoice(List<AgentState> fleet, Map<String, String> base) {
    this.fleet = fleet;
    this.base = new TreeMap<>(base);
  }

  /**
   * One for each group, by its members' places in the fleet; empty where no pairs tell it from all
   * others.
   */
  List<Optional<Selector>> choose(List<BitSet> groups) {
    List<List<Pair>> candidates = groups.stream().map(this::common).toList();
    base.forEach((key, value) -> having.put(new Pair(key, value), new BitSet()));
    candidates.forEach(pairs -> pairs.forEach(pair -> having.put(pair, new BitSet())));
    Set<String> keys = new LinkedHashSet<>();
    having.keySet().forEach(pair -> keys.add(pair.key()));
    for (int i = 0; i < fleet.size(); i++) {
      for (String key : keys) {
        Optional<String> value = Selector.value(fleet.get(i), key, false);
        if (value.isPresent()) {
          BitSet agents = having.get(new Pair(key, value.get()));
          if (agents != null) {
            agents.set(i);
          }
        }
      }
    }
    List<Optional<Selector>> chosen = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      chosen.add(chosen(groups.get(i), candidates.get(i)));
    }
    return chosen;
  }

  /** What all members have, of what may stay as it is. */
  private List<Pair> common(BitSet group) {
    Map<String, String> pairs = new LinkedHashMap<>();
    AgentState first = fleet.get(group.nextSetBit(0));
    keys(first)
        .forEach(key ->
            Selector.value(first, key, false)
                .filter(value -> !value.isEmpty() && value.length() <= MAX_VALUE)
                .ifPresent(value -> pairs.put(key, value)));
    for (int i = group.nextSetBit(0); i >= 0; i = group.nextSetBit(i + 1)) {
      AgentState member = fleet.get(i);
      pairs
          .entrySet()
          .removeIf(pair ->
              !Selector.value(member, pair.getKey(), false)
                  .filter(pair.getValue()::equals)
                  .isPresent());
    }
    return pairs.entrySet().stream()
        .map(pair -> new Pair(pair.getKey(), pair.getValue()))
        .sorted(Comparator.comparingInt(this::rank).thenComparing(Pair::key))
        .toList();
  }

  private Set<String> keys(AgentState agent) {
    Set<String> keys = new LinkedHashSet<>(agent.labels().pairs().keySet());
    labels.addAll(keys);
    Description description = agent.reported().description();
    if (description != null) {
      for (List<Attribute> attributes :
          List.of(description.identifying(), description.nonIdentifying())) {
        attributes.stream()
            .map(Attribute::key)
            .filter(key -> !key.isEmpty() && !PASSING.matcher(key).matches())
            .forEach(keys::add);
      }
    }
    return keys;
  }

  private int rank(Pair pair) {
    if (labels.contains(pair.key())) {
      return 0;
    }
    return MACHINE.matcher(pair.key()).matches() ? 2 : 1;
  }

  private Optional<Selector> chosen(BitSet group, List<Pair> candidates) {
    BitSet matched = new BitSet();
    matched.set(0, fleet.size());
    Map<String, String> pairs = new TreeMap<>(base);
    base.forEach((key, value) -> matched.and(having.getOrDefault(new Pair(key, value), group)));
    for (int i = 0; i < MAX_PAIRS; i++) {
      if (matched.equals(group) && !pairs.isEmpty()) {
        return Optional.of(new Selector(pairs));
      }
      Pair best = null;
      int left = pairs.isEmpty() ? Integer.MAX_VALUE : matched.cardinality();
      for (Pair pair : candidates) {
        BitSet rest = (BitSet) matched.clone();
        rest.and(having.getOrDefault(pair, group));
        int others = rest.cardinality();
        if (!pairs.containsKey(pair.key()) && others < left) {
          best = pair;
          left = others;
        }
      }
      if (best == null) {
        return Optional.empty();
      }
      pairs.put(best.key(), best.value());
      matched.and(having.getOrDefault(best, group));
    }
    return matched.equals(group) && pairs.size() <= Selector.MAX_PAIRS
        ? Optional.of(new Selector(pairs))
        : Optional.empty();
  }
}
