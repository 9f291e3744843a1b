package io.muster.collector;

import java.util.Collection;

/** Guesses what a misspelt word was meant to be. */
final class Suggestion {

  private static final int MAX_LENGTH = 64;
  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /** A hint that names the nearest of the words; empty if none is near. */
  static String among(String word, Collection<String> words) {
    String best = "";
    int least = Math.min(MAX_DISTANCE, word.length() / 2) + 1;
    if (word.length() > MAX_LENGTH) {
      return "";
    }
    for (String candidate : words) {
      int distance = distance(word, candidate, least);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : "did you mean '" + best + "'?";
  }

  /** Insertions, removals and replacements; anything from `limit` on is `limit`. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit) {
      return limit;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return Math.min(row[b.length()], limit);
  }
}
