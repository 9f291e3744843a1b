package io.muster.config.rules;

import io.muster.config.syntax.ConfigProblem;
import io.muster.ottl.OttlProblem;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects problems of a file. */
final class Faults {

  private static final int MAX = 100;

  private final String file;
  private final List<ConfigProblem> problems = new ArrayList<>();

  Faults(String file) {
    this.file = file;
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  boolean none() {
    return problems.isEmpty();
  }

  void add(Node node, String path, String message, String hint) {
    Mark mark = node.getStartMark().orElseThrow();
    add(mark.getLine() + 1, mark.getColumn() + 1, path, message, hint);
  }

  void add(String path, List<OttlProblem> found) {
    found.forEach(each -> add(each.line(), each.column(), path, each.message(), each.hint()));
  }

  void add(int line, int column, String path, String message, String hint) {
    if (problems.size() < MAX) {
      problems.add(
          new ConfigProblem(ConfigProblem.Severity.ERROR, file, line, column, path, message, hint));
    }
  }
}
