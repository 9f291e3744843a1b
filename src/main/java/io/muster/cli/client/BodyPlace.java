package io.muster.cli.client;

import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Where the text of a config's file stands on the user's disk. */
sealed interface BodyPlace {

  /** The place of a line and column of the text; both from 1, 0 if unknown. */
  SourcePlace of(int line, int column);

  /** Whether each place of the text has one of its own in the user's file. */
  boolean exact(int line);

  /** A file of its own. */
  record Whole(String file) implements BodyPlace {

    @Override
    public SourcePlace of(int line, int column) {
      return new SourcePlace(file, line, column);
    }

    @Override
    public boolean exact(int line) {
      return true;
    }
  }

  /**
   * Lines of a manifest.
   *
   * @param before lines of the manifest before the first of the text
   * @param indent characters before each line of the text
   * @param lines how many lines stand there as they are in the text
   */
  record Within(String file, int before, int indent, int lines) implements BodyPlace {

    @Override
    public SourcePlace of(int line, int column) {
      return new SourcePlace(file, before + Math.max(1, line), column == 0 ? 0 : indent + column);
    }

    @Override
    public boolean exact(int line) {
      return line <= lines;
    }
  }

  /** A value of a manifest, written in other characters than the text: escapes, folded lines. */
  record Value(SourcePlace start) implements BodyPlace {

    @Override
    public SourcePlace of(int line, int column) {
      return start;
    }

    @Override
    public boolean exact(int line) {
      return false;
    }
  }

  /**
   * The place of a value of a manifest.
   *
   * @param source the manifest's lines
   */
  static BodyPlace of(String file, ScalarNode node, String[] source) {
    SourcePlace start = SourcePlace.of(file, node);
    return switch (node.getScalarStyle()) {
      case LITERAL -> literal(start, node.getValue(), source);
      case PLAIN, JSON_SCALAR_STYLE -> line(start, node, 0);
      case SINGLE_QUOTED, DOUBLE_QUOTED -> line(start, node, 1);
      case FOLDED -> new Value(start);
    };
  }

  private static BodyPlace literal(SourcePlace start, String text, String[] source) {
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length && start.line() + i < source.length; i++) {
      if (!lines[i].isEmpty()) {
        String whole = source[start.line() + i].stripTrailing();
        String line = lines[i].stripTrailing();
        return whole.endsWith(line)
            ? new Within(start.file(), start.line(), whole.length() - line.length(), lines.length)
            : new Value(start);
      }
    }
    return new Value(start);
  }

  private static BodyPlace line(SourcePlace start, ScalarNode node, int quotes) {
    int characters = node.getValue().codePointCount(0, node.getValue().length());
    boolean asWritten =
        node.getStartMark()
            .flatMap(from ->
                node.getEndMark()
                    .filter(end -> end.getLine() == from.getLine())
                    .map(end -> end.getColumn() - from.getColumn() - 2 * quotes))
            .filter(written -> written == characters)
            .isPresent();
    return asWritten
        ? new Within(start.file(), start.line() - 1, start.column() - 1 + quotes, 1)
        : new Value(start);
  }
}
