package io.muster.redaction;

import java.util.Map;
import java.util.TreeMap;

/** Replacements in a text, applied all at once; a later one of the same place wins. */
final class TextEdits {

  private record Edit(int end, String replacement) {}

  private final int[] text;
  private final TreeMap<Integer, Edit> edits = new TreeMap<>();

  /** Edits a text given as code points. */
  TextEdits(int[] text) {
    this.text = text;
  }

  void replace(int start, int end, String replacement) {
    edits.put(start, new Edit(end, replacement));
  }

  String apply() {
    StringBuilder result = new StringBuilder(text.length + 16);
    int done = 0;
    for (Map.Entry<Integer, Edit> entry : edits.entrySet()) {
      int start = entry.getKey();
      if (start < done) {
        continue; // Inside what was replaced already.
      }
      append(result, done, start);
      result.append(entry.getValue().replacement());
      done = entry.getValue().end();
    }
    append(result, done, text.length);
    return result.toString();
  }

  private void append(StringBuilder result, int start, int end) {
    for (int i = start; i < end; i++) {
      result.appendCodePoint(text[i]);
    }
  }
}
