package io.muster.ottl;

import io.muster.failure.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks paths in a scope. */
final class Paths {

  private static final String CACHE = "cache";

  private final Scope scope;

  Paths(Scope scope) {
    this.scope = scope;
  }

  /** What is wrong with a path. */
  record Fault(String message, String hint) {}

  /** What is wrong; empty if nothing is. */
  Optional<Fault> fault(Expression.Path path) {
    List<Expression.Field> fields = path.fields();
    Expression.Field first = fields.getFirst();
    String own = scope.context().name();
    boolean divided = fields.size() > 1 && first.keys().isEmpty();
    boolean context = divided && scope.context().contexts().contains(first.name());
    if (scope.prefixed() && !context) {
      return Optional.of(divided ? foreign(path) : bare(path));
    }
    return context ? within(first.name(), fields.subList(1, fields.size())) : within(own, fields);
  }

  private Fault bare(Expression.Path path) {
    return new Fault(
        "the path " + text(path) + " does not say whose it is",
        "write " + scope.context().name() + "." + text(path));
  }

  private Fault foreign(Expression.Path path) {
    String first = path.fields().getFirst().name();
    Set<String> contexts = scope.context().contexts();
    boolean own = scope.language().paths(scope.context().name()).containsKey(first);
    return new Fault(
        "paths in the context " + scope.context().name() + " do not begin with '" + first + "'",
        own
            ? "write " + scope.context().name() + "." + text(path)
            : Suggestion.nearest(first, contexts, Suggestion.Spelling.NAME)
                .map(name -> "did you mean " + name + "?")
                .orElse("they begin with " + String.join(", ", new TreeSet<>(contexts))));
  }

  private Optional<Fault> within(String context, List<Expression.Field> fields) {
    String name = fields.stream().map(Expression.Field::name).collect(Collectors.joining("."));
    Language.PathData known =
        name.equals(CACHE) && context.equals(scope.context().name())
            ? new Language.PathData(CACHE, Integer.MAX_VALUE)
            : scope.language().paths(context).get(name);
    if (known == null) {
      return Optional.of(unknown(context, name));
    }
    for (int i = 0; i < fields.size(); i++) {
      int keys = fields.get(i).keys().size();
      if (keys > (i == fields.size() - 1 ? known.most() : 0)) {
        String message = context + "." + name + " cannot be indexed";
        return Optional.of(
            known.most() == 1 && i == fields.size() - 1
                ? new Fault(message + " more than once", "remove the second key")
                : new Fault(message + (i < fields.size() - 1 ? " there" : ""), "remove the key"));
      }
    }
    return Optional.empty();
  }

  private Fault unknown(String context, String name) {
    if (name.equals(CACHE)) {
      return new Fault(
          "statements of the context " + scope.context().name() + " have no " + context + ".cache",
          "write " + scope.context().name() + ".cache");
    }
    Set<String> names = scope.language().paths(context).keySet();
    List<String> prefixed = new ArrayList<>();
    names.forEach(known -> prefixed.add(context + "." + known));
    String hint = Suggestion.didYouMean(context + "." + name, prefixed, Suggestion.Spelling.NAME);
    if (hint.isEmpty() && names.contains("attributes")) {
      hint = "an attribute is " + context + ".attributes[\"" + name + "\"]";
    }
    return new Fault("there is no path " + context + "." + name, hint);
  }

  private static String text(Expression.Path path) {
    String text = Printer.print((Node) path);
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
