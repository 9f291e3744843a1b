package io.muster.cli.client;

import io.muster.failure.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Which of the words that there are was meant by one that there is not. */
public final class Nearest {

  private static final int SHORTEST_BEGINNING = 2;
  private static final int LONGEST = 64;
  private static final int MOST = 3;

  private Nearest() {}

  /**
   * The words with the fewest differences, if there are few; else those that begin so. Empty if
   * nothing is at all alike.
   */
  static List<String> of(String written, Collection<String> words) {
    String wanted = plain(written);
    if (wanted.isEmpty() || wanted.length() > LONGEST) {
      return List.of();
    }
    List<String> beginnings = new ArrayList<>();
    List<String> nearest = new ArrayList<>();
    int least = Math.max(1, (wanted.length() + 1) / 3);
    for (String word : words) {
      String plain = plain(word);
      int distance = Suggestion.distance(wanted, plain);
      // A word of which nothing is left is not alike
      if (distance <= least && distance < plain.length()) {
        if (distance < least) {
          nearest.clear();
        }
        least = distance;
        nearest.add(word);
      } else if (wanted.length() >= SHORTEST_BEGINNING && plain.startsWith(wanted)) {
        beginnings.add(word);
      }
    }
    List<String> found =
        nearest.isEmpty() || beginsBetter(least, beginnings) ? beginnings : nearest;
    return found.stream().distinct().sorted().limit(MOST).toList();
  }

  /** What begins just so is meant rather than what is several letters away. */
  private static boolean beginsBetter(int distance, List<String> beginnings) {
    return distance > 1 && !beginnings.isEmpty();
  }

  /** `; did you mean 'a' or 'b'?`; empty if nothing is alike. */
  public static String hint(String written, Collection<String> words) {
    List<String> found = of(written, words);
    return found.isEmpty() ? "" : "; did you mean '" + String.join("' or '", found) + "'?";
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceFirst("^-+", "").replace('_', '-');
  }
}
