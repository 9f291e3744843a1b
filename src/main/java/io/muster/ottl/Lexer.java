package io.muster.ottl;

import io.muster.ottl.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits a text into tokens, by the rules of the collector's lexer: the kinds of tokens are tried
 * in a fixed order, and a name is cut wherever its case changes ({@code IsMatch} is four tokens).
 * For one text, one use.
 */
final class Lexer {

  private static final Map<String, Kind> WORDS =
      Map.of(
          "nil", Kind.NIL,
          "not", Kind.NOT,
          "or", Kind.OR,
          "and", Kind.AND,
          "true", Kind.BOOLEAN,
          "false", Kind.BOOLEAN);

  private final Source source;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private @Nullable OttlProblem problem;

  private Lexer(Source source) {
    this.source = source;
    this.text = source.text();
  }

  /**
   * What became of a text.
   *
   * @param tokens up to the problem; the last one is the end
   */
  record Lexed(List<Token> tokens, @Nullable OttlProblem problem) {
    Lexed {
      tokens = List.copyOf(tokens);
    }
  }

  static Lexed lex(Source source) {
    Lexer lexer = new Lexer(source);
    while (lexer.problem == null && lexer.at < lexer.text.length()) {
      lexer.next();
    }
    lexer.tokens.add(new Token(Kind.END, "", lexer.at));
    return new Lexed(lexer.tokens, lexer.problem);
  }

  /** Whether a name by itself is a word of the language, and no name. */
  static boolean isWord(String name) {
    return WORDS.containsKey(name);
  }

  private void next() {
    char c = text.charAt(at);
    switch (c) {
      case ' ', '\t', '\n', '\r', '\f' -> at++;
      case '"' -> string();
      case '+', '-' -> add(Kind.PLUS_MINUS, 1);
      case '*', '/' -> add(Kind.TIMES_DIVIDE, 1);
      case '(', ')', '{', '}', ':', ',', '[', ']' -> add(Kind.SIGN, 1);
      case '=', '!', '<', '>' -> compare(c);
      case '_' -> underscore();
      default -> {
        if (digit(c) || (c == '.' && digit(peek(1)))) {
          number();
        } else if (c == '.') {
          add(Kind.SIGN, 1);
        } else if (c >= 'a' && c <= 'z') {
          lower();
        } else if (c >= 'A' && c <= 'Z') {
          add(Kind.UPPER, run(at + 1, Lexer::upperPart) - at);
        } else {
          foreign(c);
        }
      }
    }
  }

  private void add(Kind kind, int length) {
    tokens.add(new Token(kind, text.substring(at, at + length), at));
    at += length;
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  private interface Part {
    boolean test(char c);
  }

  private int run(int from, Part part) {
    int end = from;
    while (end < text.length() && part.test(text.charAt(end))) {
      end++;
    }
    return end;
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean hex(char c) {
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean upperPart(char c) {
    return (c >= 'A' && c <= 'Z') || digit(c) || c == '_';
  }

  private static boolean lowerPart(char c) {
    return (c >= 'a' && c <= 'z') || digit(c) || c == '_';
  }

  private static boolean wordPart(char c) {
    return lowerPart(c) || (c >= 'A' && c <= 'Z');
  }

  private void lower() {
    int end = run(at, Lexer::lowerPart);
    // A word of the language is one only if no letter of either case follows.
    Kind word = WORDS.get(text.substring(at, run(at, Lexer::wordPart)));
    add(word == null ? Kind.LOWER : word, end - at);
  }

  private void underscore() {
    if (wordPart(peek(1))) {
      fail("a name cannot begin with '_'", "begin it with a letter");
    } else {
      add(Kind.UNDERSCORE, 1);
    }
  }

  private void compare(char c) {
    char following = peek(1);
    if (following == '=' && (c == '=' || c == '!' || c == '<' || c == '>')) {
      add(Kind.COMPARISON, 2);
    } else if (c == '<' || c == '>') {
      add(Kind.COMPARISON, 1);
    } else if (c == '=') {
      add(following == '>' ? Kind.ARROW : Kind.EQUAL, following == '>' ? 2 : 1);
    } else {
      fail("'!' is not a sign of the language", "negate with 'not', or compare with '!='");
    }
  }

  private void number() {
    if (text.charAt(at) == '0' && peek(1) == 'x' && hex(peek(2))) {
      int end = run(at + 2, Lexer::hex);
      if ((end - at) % 2 != 0) {
        fail("bytes have an even number of digits", "write two hexadecimal digits per byte");
      } else {
        add(Kind.BYTES, end - at);
      }
      return;
    }
    int end = run(at, Lexer::digit);
    if (end >= text.length() || text.charAt(end) != '.') {
      whole(end);
      return;
    }
    end = run(end + 1, Lexer::digit);
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      boolean sign =
          end + 1 < text.length() && (text.charAt(end + 1) == '-' || text.charAt(end + 1) == '+');
      int digits = end + (sign ? 2 : 1);
      int last = run(digits, Lexer::digit);
      end = last > digits ? last : end;
    }
    if (Double.isInfinite(Double.parseDouble(text.substring(at, end)))) {
      fail("the number is too large", "numbers go up to about 1.8e308");
    } else {
      add(Kind.FLOAT, end - at);
    }
  }

  private void whole(int end) {
    try {
      var _ = Long.parseLong(text, at, end, 10);
      add(Kind.INT, end - at);
    } catch (NumberFormatException e) {
      fail("the number is too large", "whole numbers go up to 9223372036854775807");
    }
  }

  private void string() {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) != '"') {
      // A backslash at the end of a line escapes nothing and is nothing else.
      boolean escape = text.charAt(end) == '\\';
      if (escape && end + 1 < text.length() && text.charAt(end + 1) == '\n') {
        break;
      }
      end += escape ? 2 : 1;
    }
    if (end >= text.length() || text.charAt(end) != '"') {
      fail("the text that begins here does not end", "close it with a double quote");
      return;
    }
    switch (Escapes.read(text, at + 1, end)) {
      case Escapes.Value(String value) -> {
        tokens.add(new Token(Kind.STRING, value, at));
        at = end + 1;
      }
      case Escapes.Wrong(int place, String message) -> {
        at = place;
        fail(message, "write \\\\ for a backslash, as in \"\\\\d+\"");
      }
    }
  }

  private void foreign(char c) {
    switch (c) {
      case '\'', '`' -> fail("text is written in double quotes", "write \"…\"");
      case '&' -> fail("'&' is not a sign of the language", "write 'and'");
      case '|' -> fail("'|' is not a sign of the language", "write 'or'");
      case '$' ->
          fail(
              "'$' is not a sign of the language",
              "within text write it as \"$\", in a collector's file as $$");
      case '%' -> fail("'%' is not a sign of the language", "there are + - * and /");
      default ->
          fail("the character " + shown(c) + " is not part of the language", "put it in quotes");
    }
  }

  private String shown(char c) {
    int code = text.codePointAt(at);
    return Character.isISOControl(c)
        ? String.format(java.util.Locale.ROOT, "U+%04X", code)
        : "'" + Character.toString(code) + "'";
  }

  private void fail(String message, String hint) {
    problem = source.problem(OttlProblem.Kind.SYNTAX, at, message, hint);
  }
}
