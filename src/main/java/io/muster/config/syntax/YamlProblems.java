package io.muster.config.syntax;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;

/** Says in words what the YAML parser found, where, and what usually helps. */
final class YamlProblems {

  private record Hint(String words, String hint) {}

  /** The first whose words occur in the parser's message is given. */
  private static final List<Hint> HINTS =
      List.of(
          new Hint("(tab)", "indent with spaces: YAML does not take tabs"),
          new Hint(
              "mapping values are not allowed here",
              "put a value that contains ': ' into quotes, or check the indentation of this line"),
          new Hint(
              "could not find expected ':'",
              "write 'key: value', with a space after the colon; check the line above as well"),
          new Hint(
              "expected <block end>",
              "check the indentation: this line does not line up with any line above"),
          new Hint(
              "unexpected end of stream",
              "something opened in the line given is not closed: check quotes and brackets"),
          new Hint(
              "expected ',' or",
              "a bracket or brace is not closed before this, or a comma is missing"),
          new Hint("undefined alias", "define it further up as '&name', or quote a value with '*'"),
          new Hint(
              "unknown escape",
              "in double quotes a backslash starts an escape: write '\\\\' or use single quotes"),
          new Hint(
              "expected alphabetic or numeric",
              "put a value that starts with '*' or '&' into quotes"),
          new Hint("undefined tag handle", "put a value that starts with '!' into quotes"),
          new Hint(
              "cannot start any token", "put a value that starts with this character into quotes"));

  private YamlProblems() {}

  static ConfigProblem of(String file, MarkedYamlEngineException e) {
    String problem = Optional.ofNullable(e.getProblem()).orElse("the text is not valid YAML");
    String context = e.getContext();
    StringBuilder message = new StringBuilder(problem);
    if (context != null && !context.isBlank()) {
      message.append(' ').append(context);
      e.getContextMark()
          .ifPresent(mark -> message.append(" that begins in line ").append(mark.getLine() + 1));
    }
    Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
    String hint = hint(message.toString());
    return mark == null
        ? ConfigProblem.of(file, message.toString(), hint)
        : YamlSyntax.at(file, mark, message.toString(), hint);
  }

  /** A character that YAML does not allow, such as a control character. */
  static ConfigProblem of(String file, String text, ReaderException e) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length() && !unprintable(text.codePointAt(i)); ) {
      int c = text.codePointAt(i);
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
      i += Character.charCount(c);
    }
    return ConfigProblem.at(
        file,
        line,
        column,
        "",
        String.format(Locale.ROOT, "the character U+%04X is not allowed in YAML", e.getCodePoint()),
        "remove it, or write it as an escape in double quotes; a binary file needs its own content"
            + " type");
  }

  /** What a collector's reader would refuse. */
  static ConfigProblem of(String file, String text, GoYaml.Refused e) {
    int line = 1;
    int column = 1;
    int index = 0;
    for (int i = 0; i < text.length() && index < e.index(); index++) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean end = c == '\n' || c == '\r' && (i == text.length() || text.charAt(i) != '\n');
      column = end ? 1 : column + 1;
      line += end ? 1 : 0;
    }
    return ConfigProblem.at(file, line, column, "", String.valueOf(e.getMessage()), e.hint());
  }

  /** A version of YAML that nobody knows. */
  static ConfigProblem directive(String file, String text) {
    int at = text.startsWith("%YAML") ? 0 : Math.max(0, text.indexOf("\n%YAML") + 1);
    int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    return ConfigProblem.at(
        file, line, 1, "", "the directive asks for another YAML than 1.1", "remove it");
  }

  private static boolean unprintable(int c) {
    return !org.snakeyaml.engine.v2.scanner.StreamReader.isPrintable(c);
  }

  private static String hint(@Nullable String message) {
    String words = String.valueOf(message).toLowerCase(Locale.ROOT);
    return HINTS.stream()
        .filter(hint -> words.contains(hint.words()))
        .findFirst()
        .map(Hint::hint)
        .orElse("");
  }
}
