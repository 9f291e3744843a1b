package io.muster.ottl;

import io.muster.failure.Suggestion;
import io.muster.ottl.OttlProblem.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a tree against what a version of the collector knows: functions, the number, names and
 * kinds of their arguments, paths, symbols. For one tree, one use.
 */
final class Checker {

  private final Source source;
  private final Scope scope;
  private final Paths paths;
  private final List<OttlProblem> problems = new ArrayList<>();

  /** Names that functions in place bring, the innermost last. */
  private final Deque<List<String>> locals = new ArrayDeque<>();

  private Checker(Source source, Scope scope) {
    this.source = source;
    this.scope = scope;
    this.paths = new Paths(scope);
  }

  static List<OttlProblem> problems(Statement statement, Source source, Scope scope) {
    Checker checker = new Checker(source, scope);
    checker.call(statement.editor());
    if (statement.where() != null) {
      checker.node(statement.where());
    }
    return checker.problems;
  }

  static List<OttlProblem> problems(Condition condition, Source source, Scope scope) {
    Checker checker = new Checker(source, scope);
    checker.node(condition);
    return checker.problems;
  }

  private void report(Kind kind, Object part, String message, String hint) {
    problems.add(source.problem(kind, part, message, hint));
  }

  private void node(Node node) {
    switch (node) {
      case Expression.Call call -> call(call);
      case Expression.Path path -> path(path);
      case Expression.Symbol symbol -> symbol(symbol);
      case Expression.FunctionName function ->
          report(
              Kind.TYPE,
              function,
              "the function " + function.name() + " stands where a value is expected",
              "call it: " + function.name() + "(…)");
      case Expression.Lambda lambda ->
          report(Kind.TYPE, lambda, "a function in place is not expected here", "");
      case Expression.MapOf map -> map(map);
      default -> Node.children(node).forEach(this::node);
    }
  }

  private void map(Expression.MapOf map) {
    for (Expression.Entry entry : map.entries()) {
      if (!(entry.key() instanceof Expression.Text)) {
        report(
            Kind.TYPE,
            entry.key(),
            "the key of a map is text unless the collector is told otherwise",
            "write it in double quotes, or start the collector with"
                + " --feature-gates=pkg.ottl.enableDynamicMapKeys");
      }
      node(entry.value());
    }
  }

  private void symbol(Expression.Symbol symbol) {
    if (!scope.context().symbols().contains(symbol.name())) {
      report(
          Kind.ENUM,
          symbol,
          "there is no symbol " + symbol.name() + " in the context " + scope.context().name(),
          Suggestion.didYouMean(
              symbol.name(), scope.context().symbols(), Suggestion.Spelling.NAME));
    }
  }

  private void path(Expression.Path path) {
    Expression.Field first = path.fields().getFirst();
    boolean local = locals.stream().anyMatch(names -> names.contains(first.name()));
    if (local && path.fields().size() > 1) {
      report(Kind.PATH, path, "'" + first.name() + "' has no fields: index it", "");
    }
    if (!local) {
      paths.fault(path).ifPresent(fault -> report(Kind.PATH, path, fault.message(), fault.hint()));
    }
    Node.children(path).forEach(this::node);
  }

  // ---- calls

  private void call(Expression.Call call) {
    call.keys().forEach(this::node);
    List<Parameter> parameters = scope.language().parameters(call.function());
    if (parameters == null || !scope.functions().contains(call.function())) {
      undefined(call, call.function());
      call.arguments().forEach(argument -> unknown(argument.value()));
      return;
    }
    if (parameters.equals(List.of(Parameter.ANY))) {
      return;
    }
    if (!count(call, parameters)) {
      call.arguments().forEach(argument -> unknown(argument.value()));
      return;
    }
    boolean named = false;
    for (int i = 0; i < call.arguments().size(); i++) {
      Expression.Argument argument = call.arguments().get(i);
      if (named && argument.name() == null) {
        report(
            Kind.ARGUMENTS,
            argument,
            "an argument without a name comes after one with a name",
            "name it, or put it before");
      }
      named |= argument.name() != null;
      Parameter parameter =
          argument.name() == null ? parameters.get(i) : named(call, argument, parameters);
      if (parameter == null) {
        unknown(argument.value());
      } else {
        argument(argument.value(), parameter);
      }
    }
  }

  private boolean count(Expression.Call call, List<Parameter> parameters) {
    long least = parameters.stream().filter(parameter -> !parameter.optional()).count();
    int given = call.arguments().size();
    if (given >= least && given <= parameters.size()) {
      return true;
    }
    String expected = least == parameters.size() ? "" + least : least + " to " + parameters.size();
    report(
        Kind.ARGUMENTS,
        call,
        call.function() + " takes " + expected + " arguments, these are " + given,
        "its arguments are " + written(parameters));
    return false;
  }

  private static String written(List<Parameter> parameters) {
    List<String> names = new ArrayList<>();
    for (Parameter parameter : parameters) {
      names.add(parameter.optional() ? "[" + parameter.written() + "]" : parameter.written());
    }
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private @Nullable Parameter named(
      Expression.Call call, Expression.Argument argument, List<Parameter> parameters) {
    String name = camel(String.valueOf(argument.name()));
    for (Parameter parameter : parameters) {
      if (parameter.name().equals(name)) {
        return parameter;
      }
    }
    report(
        Kind.ARGUMENTS,
        argument,
        call.function() + " has no argument '" + argument.name() + "'",
        "its arguments are " + written(parameters));
    return null;
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder();
    boolean up = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      camel.append(c == '_' ? "" : up ? Character.toUpperCase(c) : c);
      up = c == '_' || (c >= '0' && c <= '9');
    }
    return camel.toString();
  }

  private void undefined(Object part, String function) {
    List<String> homes = scope.language().homes(function);
    String hint =
        homes.isEmpty()
            ? Suggestion.didYouMean(function, scope.functions(), Suggestion.Spelling.NAME)
            : "it is there in statements of " + String.join(", ", homes);
    report(
        Kind.FUNCTION,
        part,
        "there is no function " + function + " in the context " + scope.context().name(),
        hint);
  }

  /** An argument of which it is not known what it is for. */
  private void unknown(Expression value) {
    if (!(value instanceof Expression.Symbol)
        && !(value instanceof Expression.FunctionName)
        && !(value instanceof Expression.Lambda)) {
      node(value);
    }
  }

  private void argument(Expression value, Parameter parameter) {
    String type = parameter.type();
    if (type.startsWith("FunctionGetter")) {
      function(value, parameter);
    } else if (parameter.list()) {
      if (value instanceof Expression.ListOf(var items)) {
        items.forEach(item -> argument(item, parameter.item()));
      } else {
        wrong(value, parameter, "a list in brackets");
      }
    } else if (type.startsWith("LambdaExpression")) {
      lambda(value, parameter);
    } else {
      if (type.endsWith("Setter")
          ? !(value instanceof Expression.Path)
          : !Literals.fit(value, type)) {
        wrong(value, parameter, Literals.words(type));
      }
      if (!(value instanceof Expression.Symbol && type.equals("string"))) {
        node(value);
      }
    }
  }

  private void function(Expression value, Parameter parameter) {
    String name =
        switch (value) {
          case Expression.FunctionName(String written) -> written;
          case Expression.Symbol(String written) -> written;
          default -> null;
        };
    if (name == null) {
      wrong(value, parameter, "the name of a function without parentheses, as in SHA256");
    } else if (!scope.functions().contains(name)) {
      undefined(value, name);
    }
  }

  private void lambda(Expression value, Parameter parameter) {
    if (!(value instanceof Expression.Lambda(var names, var body))) {
      wrong(value, parameter, "a function in place, as in (x) => x");
      return;
    }
    report(
        Kind.TYPE,
        value,
        "functions in place are an experiment that the collector has to be told to allow",
        "start it with --feature-gates=ottl.functions.enableLambda");
    locals.addLast(names);
    node(body);
    locals.removeLast();
  }

  private void wrong(Expression value, Parameter parameter, String expected) {
    report(
        Kind.TYPE,
        value,
        "the argument " + parameter.written() + " is " + expected + ", not " + shown(value),
        "");
  }

  private static String shown(Expression value) {
    String text = Printer.print(value);
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
