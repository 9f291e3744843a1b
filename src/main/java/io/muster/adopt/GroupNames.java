package io.muster.adopt;

import io.muster.agent.Selector;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds names for groups, which their configs and targets get. For one proposal. */
final class GroupNames {

  private static final int MAX = 50;

  private final Predicate<String> taken;
  private final Set<String> given = new HashSet<>();

  /**
   * Beside names that there are.
   *
   * @param taken whether a config or a target has, or had, a name
   */
  GroupNames(Predicate<String> taken) {
    this.taken = taken;
  }

  /** By what tells the agents from others: the values of their selector. */
  String of(Selector selector) {
    String values =
        selector.pairs().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(pair -> plain(pair.getValue()))
            .filter(value -> !value.isEmpty())
            .collect(Collectors.joining("-"));
    return free(values.isEmpty() ? "adopted" : cut(values));
  }

  /** Of a group that nothing tells from others. */
  String of(Map<String, String> base) {
    String values = base.values().stream().map(GroupNames::plain).collect(Collectors.joining("-"));
    return free(values.isEmpty() ? "adopted" : cut("adopted-" + values));
  }

  private String free(String wanted) {
    String name = wanted;
    for (int i = 2; given.contains(name) || taken.test(name); i++) {
      name = wanted + "-" + i;
    }
    given.add(name);
    return name;
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
  }

  private static String cut(String text) {
    return text.length() <= MAX ? text : text.substring(0, MAX).replaceAll("-+$", "");
  }
}
