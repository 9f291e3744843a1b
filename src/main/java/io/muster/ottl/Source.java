package io.muster.ottl;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A text and where in it the parts of its tree begin. Parts are told apart by identity, so that
 * equal trees are equal wherever they were read. Written by the parser, then read only.
 */
public final class Source {

  private final String text;
  private final Map<Object, Integer> offsets = new IdentityHashMap<>();

  Source(String text) {
    this.text = text;
  }

  /** The text. */
  public String text() {
    return text;
  }

  void began(Object part, int offset) {
    offsets.putIfAbsent(part, offset);
  }

  /** A problem of a part of the tree; of the whole text if the part is not of it. */
  public OttlProblem problem(OttlProblem.Kind kind, Object part, String message, String hint) {
    return problem(kind, offsets.getOrDefault(part, 0).intValue(), message, hint);
  }

  OttlProblem problem(OttlProblem.Kind kind, int offset, String message, String hint) {
    int line = 1;
    int start = 0;
    int end = Math.min(offset, text.length());
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new OttlProblem(kind, line, text.codePointCount(start, end) + 1, message, hint);
  }
}
