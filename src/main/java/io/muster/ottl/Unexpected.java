package io.muster.ottl;

import io.muster.ottl.Token.Kind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says in words what did not fit, and what usually helps. */
final class Unexpected {

  private static final int MAX_EXPECTED = 6;

  private Unexpected() {}

  static OttlProblem problem(Cursor cursor, Source source) {
    Token found = cursor.unexpected();
    Set<String> expected = cursor.expected();
    String message =
        expected.isEmpty() || expected.size() > MAX_EXPECTED
            ? "did not expect " + found.shown()
            : "expected " + listed(List.copyOf(expected)) + ", not " + found.shown();
    return source.problem(
        OttlProblem.Kind.SYNTAX, found.offset(), message, hint(cursor.before(), found, expected));
  }

  private static String listed(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private static String hint(@Nullable Token before, Token found, Set<String> expected) {
    if (before == null) {
      return "a statement is a call such as set(span.name, \"x\")";
    }
    if (found.kind() == Kind.EQUAL) {
      return "compare with '=='; names of arguments are in lower case";
    }
    if (found.kind() == Kind.END && expected.contains("')'")) {
      return "a parenthesis is not closed";
    }
    if (found.kind() == Kind.UPPER && before.kind() == Kind.LOWER) {
      return "paths are in lower case with '_' between words, as in start_time";
    }
    if (found.kind() == Kind.STRING && before.text().equals(".")) {
      return "index with brackets, as in attributes[\"x\"]";
    }
    if (before.text().equals(",")) {
      return "a comma stands between two things, not behind the last";
    }
    if (found.kind() == Kind.COMPARISON) {
      return "compare two values; join comparisons with 'and' or 'or'";
    }
    if (found.kind() == Kind.UNDERSCORE) {
      return "a name begins with a letter";
    }
    if (before.kind() == Kind.LOWER && found.text().equals("(")) {
      return "functions that answer a value begin with a capital letter";
    }
    return "";
  }
}
