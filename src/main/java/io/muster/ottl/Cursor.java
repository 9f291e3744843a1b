package io.muster.ottl;

import io.muster.ottl.Token.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place among tokens, which can be gone back to, and what was expected at the furthest place
 * where nothing fitted: that is where the mistake most likely is.
 */
final class Cursor {

  private final List<Token> tokens;
  private final Set<String> expected = new LinkedHashSet<>();
  private int at;
  private int furthest;
  private int named = -1;

  /** At the first token; the last one is the end. */
  Cursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  int at() {
    return at;
  }

  void back(int place) {
    at = place;
  }

  Token token() {
    return tokens.get(at);
  }

  Token token(int place) {
    return tokens.get(Math.min(place, tokens.size() - 1));
  }

  boolean is(Kind kind) {
    return token().kind() == kind;
  }

  /** Takes a token of a kind; null, and stays, if there is another. */
  @Nullable Token take(Kind kind) {
    Token token = token();
    if (token.kind() == kind && kind != Kind.END) {
      at++;
      return token;
    }
    expected(kind.words());
    return null;
  }

  /**
   * Takes a sign or word, whatever kind of token says it: the collector's grammar compares texts
   * only, so that a string of that content does it, too.
   */
  boolean take(String text) {
    Token token = token();
    if (token.kind() != Kind.END && token.text().equals(text)) {
      at++;
      return true;
    }
    expected("'" + text + "'");
    return false;
  }

  /** Takes a sign that may be left out: that it is not there is worth no note. */
  boolean skip(String text) {
    if (token().kind() != Kind.END && token().text().equals(text)) {
      at++;
      return true;
    }
    return false;
  }

  /** Notes that something would have fitted here. */
  void expected(String words) {
    if (at < furthest || at == named) {
      return;
    }
    if (at > furthest) {
      furthest = at;
      expected.clear();
    }
    expected.add(words);
  }

  /** Keeps the parts of something that begins here from being noted one by one. */
  int name(int place) {
    int before = named;
    named = place;
    return before;
  }

  /** The token at which nothing fitted. */
  Token unexpected() {
    return token(furthest);
  }

  /** The token before it. */
  @Nullable Token before() {
    return furthest == 0 ? null : token(furthest - 1);
  }

  /** What would have fitted there. */
  Set<String> expected() {
    return expected;
  }
}
