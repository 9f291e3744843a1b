package io.muster.ottl;

/**
 * Something wrong in a statement or condition.
 *
 * @param line from 1
 * @param column from 1, in characters as an editor counts them
 * @param message what is wrong
 * @param hint what to do; may be empty
 */
public record OttlProblem(Kind kind, int line, int column, String message, String hint) {

  /** What it is about. */
  public enum Kind {
    /** It cannot be read. */
    SYNTAX,
    /** A function that is not there. */
    FUNCTION,
    /** A path that is not there, or cannot be indexed. */
    PATH,
    /** A symbol that is not there. */
    ENUM,
    /** Too many or too few arguments, or one of a wrong name. */
    ARGUMENTS,
    /** An argument of a kind that the parameter does not take. */
    TYPE,
    /** It cannot be told what the statements work on. */
    CONTEXT
  }

  /** `3:7: message (hint)`. */
  @Override
  public String toString() {
    return line + ":" + column + ": " + message + (hint.isEmpty() ? "" : " (" + hint + ")");
  }
}
