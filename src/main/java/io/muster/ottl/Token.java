package io.muster.ottl;

/**
 * A word or sign of the language.
 *
 * @param text as written; of a string what its escapes stand for
 * @param offset of its first character
 */
record Token(Kind kind, String text, int offset) {

  /** The kinds, in words for people. */
  enum Kind {
    BYTES("bytes"),
    FLOAT("a number"),
    INT("a number"),
    STRING("text in double quotes"),
    NIL("nil"),
    NOT("not"),
    OR("or"),
    AND("and"),
    COMPARISON("a comparison"),
    ARROW("=>"),
    PLUS_MINUS("+ or -"),
    TIMES_DIVIDE("* or /"),
    BOOLEAN("true or false"),
    EQUAL("="),
    SIGN("a sign"),
    UPPER("a name in upper case"),
    LOWER("a name in lower case"),
    UNDERSCORE("_"),
    END("the end");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** For messages. */
  String shown() {
    return switch (kind) {
      case END -> "the end";
      case STRING -> Printer.quoted(text.length() > 30 ? text.substring(0, 30) + "…" : text);
      default -> "'" + (text.length() > 30 ? text.substring(0, 30) + "…" : text) + "'";
    };
  }
}
