package io.muster.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The check of weights: targets of one group share a hundred percent. Pure. */
public final class TargetWeights {

  private TargetWeights() {}

  /** Why a target cannot be put beside these others; empty if it can. */
  public static Optional<String> refusal(PutTarget put, List<Target> others) {
    List<Target> group = group(new Target.Group(put.selector(), put.spec().labelsOnly()), others);
    int sum = put.spec().weight() + sum(group);
    if (sum <= TargetSpec.MAX_WEIGHT) {
      return Optional.empty();
    }
    return Optional.of(
        "the weights of the targets with selector "
            + name(put.selector().toString())
            + " would add up to "
            + sum
            + ", at most "
            + TargetSpec.MAX_WEIGHT
            + " is possible: this one has "
            + put.spec().weight()
            + ", "
            + group.stream()
                .map(target -> target.name() + " has " + target.weight())
                .collect(Collectors.joining(", "))
            + "; lower the others first");
  }

  /** What is allowed about a target beside these others and may not be meant. */
  public static List<String> warnings(Target target, List<Target> others) {
    List<Target> group = group(target.group(), others);
    int sum = target.weight() + sum(group);
    if (sum >= TargetSpec.MAX_WEIGHT || sum == 0) {
      return List.of();
    }
    Target last =
        Stream.concat(group.stream(), Stream.of(target))
            .filter(t -> t.weight() > 0)
            .max(Target.ORDER)
            .orElse(target);
    return List.of(
        "the weights of the targets with selector "
            + name(target.selector().toString())
            + " add up to "
            + sum
            + ": unless a later target matches as well, "
            + last.name()
            + " takes the remaining "
            + (TargetSpec.MAX_WEIGHT - sum)
            + " percent, too");
  }

  private static String name(String selector) {
    return selector.isEmpty() ? "(all agents)" : selector;
  }

  private static List<Target> group(Target.Group group, List<Target> others) {
    return others.stream().filter(target -> target.group().equals(group)).toList();
  }

  private static int sum(List<Target> targets) {
    return targets.stream().mapToInt(Target::weight).sum();
  }
}
