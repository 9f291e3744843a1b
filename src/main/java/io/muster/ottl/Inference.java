package io.muster.ottl;

import io.muster.failure.Suggestion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what statements work on when it is not said: the finest context that a path names, or a
 * finer one of the signal if that lacks a function or symbol that is used.
 */
final class Inference {

  private static final List<String> ORDER =
      List.of(
          "log",
          "exemplar",
          "datapoint",
          "metric",
          "spanevent",
          "span",
          "profile",
          "scope",
          "instrumentation_scope",
          "resource");

  private final Language language;
  private final List<String> contexts;
  private final Set<String> functions = new HashSet<>();
  private final Set<String> symbols = new HashSet<>();
  private @Nullable String finest;

  /**
   * For one group.
   *
   * @param contexts those that come into question
   */
  Inference(Language language, List<String> contexts) {
    this.language = language;
    this.contexts = contexts;
  }

  /** Takes a tree into account. */
  void add(Node node) {
    switch (node) {
      case Expression.Path(var fields) -> {
        Expression.Field first = fields.getFirst();
        named(fields.size() > 1 && first.keys().isEmpty() ? first.name() : "");
      }
      case Expression.Call call -> functions.add(call.function());
      case Expression.Symbol(String name) -> symbols.add(name);
      default -> {}
    }
    Node.children(node).forEach(this::add);
  }

  private void named(String context) {
    if (finest == null || rank(context) < rank(finest)) {
      finest = context;
    }
  }

  private static int rank(String context) {
    int rank = ORDER.indexOf(context);
    return rank < 0 ? Integer.MAX_VALUE : rank;
  }

  /** The context; empty if it cannot be told. */
  Optional<ContextData> context() {
    String named = finest;
    if (named == null || !contexts.contains(named)) {
      return Optional.empty();
    }
    if (able(named)) {
      return Optional.ofNullable(language.context(named));
    }
    List<String> finer = new ArrayList<>();
    for (String other : contexts) {
      ContextData data = language.context(other);
      if (data != null && !other.equals(named) && data.contexts().contains(named)) {
        finer.add(other);
      }
    }
    return finer.stream()
        .sorted(Comparator.comparingInt(Inference::rank))
        .filter(this::able)
        .findFirst()
        .map(language::context);
  }

  private boolean able(String name) {
    ContextData context = contexts.contains(name) ? language.context(name) : null;
    return context != null
        && context.statements().containsAll(functions)
        && context.symbols().containsAll(symbols);
  }

  /** What to say if it cannot be told. */
  String hint() {
    if (finest == null || finest.isEmpty()) {
      return "begin paths with what they belong to, as in "
          + contexts.getLast()
          + ".attributes[\"x\"]";
    }
    for (String function : functions) {
      Set<String> all = new HashSet<>();
      for (String name : contexts) {
        ContextData context = language.context(name);
        all.addAll(context == null ? Set.of() : context.statements());
      }
      if (!all.contains(function)) {
        String meant = Suggestion.didYouMean(function, all, Suggestion.Spelling.NAME);
        return "there is no function " + function + (meant.isEmpty() ? "" : ": " + meant);
      }
    }
    return "the statements belong to " + String.join(", ", contexts);
  }
}
