package io.muster.ottl;

/**
 * A text and where it stands in a file.
 *
 * @param line of its first character, from 1
 * @param column of its first character, from 1; 0 if its lines do not stand in the file as they
 *     are, so that columns cannot be told
 */
public record Located(String text, int line, int column) {

  /** A text by itself. */
  public static Located of(String text) {
    return new Located(text, 1, 1);
  }

  /** A problem of the text as one of the file. */
  OttlProblem placed(OttlProblem problem) {
    int inFile =
        column == 0 ? 0 : problem.line() == 1 ? column + problem.column() - 1 : problem.column();
    return new OttlProblem(
        problem.kind(), line + problem.line() - 1, inFile, problem.message(), problem.hint());
  }
}
