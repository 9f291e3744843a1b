package io.muster.config.rules;

import io.muster.config.Problem;
import io.muster.ottl.Located;
import io.muster.ottl.OttlProblem;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Collects problems of a file. */
final class Faults {

  private static final int MAX = 100;

  private final String file;
  private final List<Problem> problems = new ArrayList<>();

  Faults(String file) {
    this.file = file;
  }

  List<Problem> problems() {
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
      problems.add(new Problem(Problem.Severity.ERROR, file, line, column, path, message, hint));
    }
  }

  /** Where the text of a value stands. */
  static Located located(ScalarNode node) {
    Mark mark = node.getStartMark().orElseThrow();
    int line = mark.getLine() + 1;
    int column = mark.getColumn() + 1;
    ScalarStyle style = node.getScalarStyle();
    return switch (style) {
      case PLAIN -> new Located(node.getValue(), line, column);
      case SINGLE_QUOTED, DOUBLE_QUOTED -> new Located(node.getValue(), line, column + 1);
      // A block begins on the line after its mark, at an indentation that the node does not tell.
      case LITERAL, FOLDED -> new Located(node.getValue(), line + 1, 0);
      case JSON_SCALAR_STYLE -> new Located(node.getValue(), line, column);
    };
  }
}
