package io.muster.redaction;

import org.jspecify.annotations.Nullable;

/** Replaces parts of a text, from its beginning to its end. For one text, one use. */
final class Replacements {

  private final String text;

  /** Made with the first replacement: most texts have none. */
  private @Nullable StringBuilder result;

  private int done;

  Replacements(String text) {
    this.text = text;
  }

  /** Puts the mark of a part in the place of this one, which begins at {@link #done} or behind. */
  void replace(int start, int end) {
    replace(start, end, SecretText.PART);
  }

  void replace(int start, int end, String replacement) {
    if (result == null) {
      result = new StringBuilder(text.length() + 16);
    }
    result.append(text, done, start).append(replacement);
    done = end;
  }

  /** Where what was replaced last ends; 0 if nothing was. */
  int done() {
    return done;
  }

  /** The text with its replacements; the same one if there are none. */
  String text() {
    return result == null ? text : result.append(text, done, text.length()).toString();
  }
}
