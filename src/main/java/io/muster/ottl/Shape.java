package io.muster.ottl;

import java.util.ArrayList;
import java.util.List;

/** What the grammar lets through and no version of the collector takes: editors as values, say. */
final class Shape {

  private final Source source;
  private final List<OttlProblem> problems = new ArrayList<>();

  private Shape(Source source) {
    this.source = source;
  }

  static List<OttlProblem> problems(Statement statement, Source source) {
    Shape shape = new Shape(source);
    Expression.Call call = statement.editor();
    if (!call.editor()) {
      shape.report(
          call,
          "'" + call.function() + "' is a converter, a statement calls an editor",
          "editors begin with a small letter, as in set(…)");
    } else if (!call.keys().isEmpty()) {
      shape.report(
          call, "an editor answers nothing that could be indexed", "remove what is in brackets");
    }
    Node.children(call).forEach(shape::visit);
    if (statement.where() != null) {
      shape.visit(statement.where());
    }
    return shape.problems;
  }

  static List<OttlProblem> problems(Node node, Source source) {
    Shape shape = new Shape(source);
    shape.visit(node);
    return shape.problems;
  }

  private void visit(Node node) {
    if (node instanceof Expression.Call call && call.editor()) {
      report(
          call,
          "'" + call.function() + "' stands where a value is expected",
          "functions that answer a value begin with a capital letter");
    }
    if (node instanceof Expression.Lambda lambda && lambda.body() instanceof Expression.Lambda) {
      report(lambda.body(), "a function in place cannot answer another one", "");
    }
    Node.children(node).forEach(this::visit);
  }

  private void report(Object part, String message, String hint) {
    problems.add(source.problem(OttlProblem.Kind.SYNTAX, part, message, hint));
  }
}
