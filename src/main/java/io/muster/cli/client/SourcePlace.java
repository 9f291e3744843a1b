package io.muster.cli.client;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A place in a file of the user's.
 *
 * @param file as the user named it, or the way to it from the folder that was named
 * @param line from 1; 0 means the whole file
 * @param column from 1, in characters; 0 means the whole line
 */
record SourcePlace(String file, int line, int column) {

  static SourcePlace of(String file, Node node) {
    return node.getStartMark()
        .map(mark -> of(file, mark))
        .orElseGet(() -> new SourcePlace(file, 0, 0));
  }

  static SourcePlace of(String file, Mark mark) {
    return new SourcePlace(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** `prod.yaml:3:7`, as compilers write it. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + (column == 0 ? "" : ":" + column);
  }
}
