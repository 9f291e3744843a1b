package io.muster.agent;

import io.muster.agent.AgentSelector.Operator;
import io.muster.agent.AgentSelector.Term;
import io.muster.failure.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the text of an {@link AgentSelector}, from left to right; used once. */
final class SelectorText {

  /**
   * What needs no quotes, wherever it stands. No other signs: {@code env~prod} and {@code env:prod}
   * are meant as conditions, and would be keys that nobody has.
   */
  private static final Pattern BARE =
      Pattern.compile("[\\p{L}\\p{N}._/\\-&&[^\\x{10000}-\\x{10FFFF}]]+");

  private static final String GRAMMAR =
      "; terms are key=value, key!=value, key in (a,b), key notin (a,b), key and !key, separated by"
          + " commas; other signs stand in double quotes";

  private final String text;
  private int at;

  SelectorText(String text) {
    this.text = text;
  }

  /** A key or value as it is to be written. */
  static String word(String word) {
    if (BARE.matcher(word).matches()) {
      return word;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < word.length(); i++) {
      char each = word.charAt(i);
      if (each == '"' || each == '\\') {
        quoted.append('\\').append(each);
      } else if (each < ' ' || each == '\u007f' || Character.isSurrogate(each)) {
        quoted.append(String.format("\\u%04x", (int) each));
      } else {
        quoted.append(each);
      }
    }
    return quoted.append('"').toString();
  }

  List<Term> terms() {
    List<Term> terms = new ArrayList<>();
    do {
      terms.add(term());
      if (terms.size() > AgentSelector.MAX_TERMS) {
        throw wrong("more than " + AgentSelector.MAX_TERMS + " terms", at);
      }
    } while (taken(','));
    if (at < text.length()) {
      throw wrong("expected a comma or the end, not '" + here() + "'", at);
    }
    return terms;
  }

  private Term term() {
    if (taken('!')) {
      return new Term(key(), Operator.ABSENT, Set.of());
    }
    String key = key();
    skipBlanks();
    if (at == text.length() || text.charAt(at) == ',') {
      return new Term(key, Operator.EXISTS, Set.of());
    }
    int start = at;
    if (text.startsWith("!=", at)) {
      at += 2;
      return new Term(key, Operator.NOT_IN, Set.of(value()));
    }
    if (text.charAt(at) == '=') {
      at += text.startsWith("==", at) ? 2 : 1;
      return new Term(key, Operator.IN, Set.of(value()));
    }
    String word = bareWord();
    switch (word) {
      case "in" -> {
        return new Term(key, Operator.IN, values());
      }
      case "notin" -> {
        return new Term(key, Operator.NOT_IN, values());
      }
      default ->
          throw wrong(
              "expected =, ==, !=, in or notin after the key '"
                  + key
                  + "', not '"
                  + (word.isEmpty() ? here() : word)
                  + "'",
              start);
    }
  }

  private String key() {
    skipBlanks();
    int start = at;
    String key = quoted() ? quotedWord() : bareWord();
    if (key.isEmpty()) {
      throw wrong(
          at == text.length()
              ? "expected a key, not the end"
              : "expected a key, not '" + here() + "'",
          start);
    }
    return key;
  }

  /** To the next comma, without blanks around it; or in quotes. */
  private String value() {
    skipBlanks();
    if (quoted()) {
      return quotedWord();
    }
    int comma = text.indexOf(',', at);
    int end = comma < 0 ? text.length() : comma;
    String value = text.substring(at, end).strip();
    at = end;
    return value;
  }

  private Set<String> values() {
    skipBlanks();
    int open = at;
    if (!taken('(')) {
      throw wrong("expected ( and a list of values", at);
    }
    Set<String> values = new TreeSet<>();
    do {
      skipBlanks();
      int start = at;
      String value = quoted() ? quotedWord() : bareValue();
      if (value.isEmpty() && at == start) {
        throw wrong("expected a value; the empty one is \"\"", start);
      }
      values.add(value);
      if (values.size() > AgentSelector.MAX_VALUES) {
        throw wrong("more than " + AgentSelector.MAX_VALUES + " values", at);
      }
    } while (taken(','));
    if (!taken(')')) {
      throw wrong("the list that begins here has no )", open);
    }
    return values;
  }

  private String bareValue() {
    int start = at;
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ')') {
      at++;
    }
    return text.substring(start, at).strip();
  }

  private String bareWord() {
    int start = at;
    while (at < text.length() && BARE.matcher(text.substring(at, at + 1)).matches()) {
      at++;
    }
    return text.substring(start, at);
  }

  private boolean quoted() {
    return at < text.length() && text.charAt(at) == '"';
  }

  private String quotedWord() {
    int start = at++;
    StringBuilder word = new StringBuilder();
    while (at < text.length()) {
      char each = text.charAt(at++);
      if (each == '"') {
        return word.toString();
      }
      word.append(each == '\\' ? escaped() : each);
    }
    throw wrong("the quotes that begin here do not end", start);
  }

  private char escaped() {
    int start = at - 1;
    char each = at < text.length() ? text.charAt(at++) : ' ';
    return switch (each) {
      case '"', '\\', '/' -> each;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int end = at + 4;
        if (end > text.length() || !text.substring(at, end).matches("[0-9a-fA-F]{4}")) {
          throw wrong("\\u needs four hexadecimal digits", start);
        }
        char code = (char) Integer.parseInt(text.substring(at, end), 16);
        at = end;
        yield code;
      }
      default -> throw wrong("this is no escape of JSON", start);
    };
  }

  private boolean taken(char sign) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == sign) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private String here() {
    return text.substring(at, text.offsetByCodePoints(at, 1));
  }

  private InvalidInput wrong(String what, int where) {
    return new InvalidInput(
        "selector '" + shortened() + "', character " + (where + 1) + ": " + what + GRAMMAR);
  }

  private String shortened() {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
