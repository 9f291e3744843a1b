package io.muster.config.syntax;

/** A text by its code points, as the parser counts; without a copy where there is no difference. */
final class CodePoints {

  private final String text;
  private final int[] points;

  CodePoints(String text) {
    this.text = text;
    int count = text.codePointCount(0, text.length());
    this.points = count == text.length() ? new int[0] : text.codePoints().toArray();
  }

  int length() {
    return points.length == 0 ? text.length() : points.length;
  }

  int at(int index) {
    return points.length == 0 ? text.charAt(index) : points[index];
  }

  boolean startsWith(String word, int index) {
    if (index + word.length() > length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (at(index + i) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
