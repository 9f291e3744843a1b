package io.muster.failure;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a misspelt word was probably meant to be. */
public final class Suggestion {

  /** Longer words are not compared: the time is the product of the lengths. */
  private static final int MAX_LENGTH = 128;

  /** What counts as a difference, and how many differences a mistake may have. */
  public enum Spelling {

    /** Every character counts, at most two are wrong: keys and ids of collectors' configs. */
    EXACT {
      @Override
      String plain(String word) {
        return word;
      }

      @Override
      int most(String word) {
        return Math.min(2, word.length() / 2);
      }
    },

    /** Case and underscores do not count, a third may be wrong: functions, paths of OTTL. */
    NAME {
      @Override
      String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "");
      }

      @Override
      int most(String word) {
        return Math.max(1, word.length() / 3);
      }
    },

    /** Letters and digits count, a third may be wrong, at least three: long dotted names. */
    SETTING {
      @Override
      String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
      }

      @Override
      int most(String word) {
        return Math.max(3, plain(word).length() / 3);
      }
    };

    /** What is compared of a word. */
    abstract String plain(String word);

    /** The most differences from this word. */
    abstract int most(String word);
  }

  private Suggestion() {}

  /**
   * The word most like the one written, if any is at all alike; of several that are equally alike,
   * the first by the alphabet.
   */
  public static Optional<String> nearest(
      String written, Collection<String> words, Spelling spelling) {
    if (written.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String wanted = spelling.plain(written);
    String best = null;
    int least = spelling.most(written);
    for (String word : words) {
      String plain = spelling.plain(word);
      if (Math.abs(plain.length() - wanted.length()) > least) {
        continue;
      }
      int distance = distance(wanted, plain);
      if (distance < least || (distance == least && (best == null || word.compareTo(best) < 0))) {
        least = distance;
        best = word;
      }
    }
    return Optional.ofNullable(best);
  }

  /** A hint for people, "did you mean …?"; empty if nothing is at all alike. */
  public static String didYouMean(String written, Collection<String> words, Spelling spelling) {
    return nearest(written, words, spelling)
        .map(word -> "did you mean " + (spelling == Spelling.EXACT ? "'" + word + "'" : word) + "?")
        .orElse("");
  }

  /**
   * How many characters to add, drop, replace or swap with their neighbour (Levenshtein's distance
   * with transpositions; no part is edited twice).
   */
  public static int distance(String from, String to) {
    int[] beforeAbove = new int[to.length() + 1];
    int[] above = new int[to.length() + 1];
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] free = beforeAbove;
      beforeAbove = above;
      above = row;
      row = free;
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeAbove[j - 2] + 1);
        }
      }
    }
    return row[to.length()];
  }
}
