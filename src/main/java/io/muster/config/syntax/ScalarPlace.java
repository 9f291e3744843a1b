package io.muster.config.syntax;

import io.muster.ottl.Located;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Tells where the text of a YAML value stands, behind quotes and block signs. */
public final class ScalarPlace {

  private ScalarPlace() {}

  /**
   * The text with the place of its first character. The column is 0 where the file has it in other
   * characters than the value: escapes, folded lines, blocks, of whose indentation nothing is known
   * here.
   */
  public static Located of(ScalarNode node) {
    Mark start = node.getStartMark().orElseThrow();
    int line = start.getLine() + 1;
    int quotes =
        switch (node.getScalarStyle()) {
          case PLAIN, JSON_SCALAR_STYLE -> 0;
          case SINGLE_QUOTED, DOUBLE_QUOTED -> 1;
          // A block begins on the line after its mark.
          case LITERAL, FOLDED -> -1;
        };
    if (quotes < 0) {
      return new Located(node.getValue(), line + 1, 0);
    }
    int characters = node.getValue().codePointCount(0, node.getValue().length());
    boolean asWritten =
        node.getEndMark()
            .filter(end -> end.getLine() == start.getLine())
            .map(end -> end.getColumn() - start.getColumn() - 2 * quotes)
            .filter(written -> written == characters)
            .isPresent();
    return new Located(node.getValue(), line, asWritten ? start.getColumn() + 1 + quotes : 0);
  }
}
