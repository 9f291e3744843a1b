package io.muster.pages;

import io.muster.architecture.Pages;
import io.muster.architecture.Pages.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a dictionary in Hunspell's form, each in all of its forms: prefixes and suffixes by
 * letters, as English has them. Compounds are passed over: in English they are ordinal numbers.
 */
final class WordForms {

  private static final int RULE_FIELDS = 5;

  private final Map<Character, List<Affix>> affixes = new HashMap<>();
  private final Set<String> words = new HashSet<>();

  /**
   * What may stand before or behind a word.
   *
   * @param stripped what the word loses there
   * @param crossed whether the other end may have one as well
   */
  private record Affix(
      boolean prefix, boolean crossed, String stripped, String added, Pattern condition) {

    boolean fits(String word) {
      return condition.matcher(word).find()
          && (prefix ? word.startsWith(stripped) : word.endsWith(stripped));
    }

    String on(String word) {
      return prefix
          ? added + word.substring(stripped.length())
          : word.substring(0, word.length() - stripped.length()) + added;
    }
  }

  private WordForms() {}

  /** All forms of all words. */
  static Set<String> of(Path affixes, Path dictionary) {
    WordForms forms = new WordForms();
    Map<String, Boolean> crossed = new HashMap<>();
    for (Line line : Pages.lines(affixes)) {
      forms.readRule(line.text().strip().split(" +"), crossed);
    }
    Pages.lines(dictionary).stream().skip(1).map(Line::text).forEach(forms::add);
    return Set.copyOf(forms.words);
  }

  /** The head of a letter's rules (`SFX D Y 4`), or one of them (`SFX D y ied [^aeiou]y`). */
  private void readRule(String[] fields, Map<String, Boolean> crossed) {
    boolean prefix = fields[0].equals("PFX");
    if (!prefix && !fields[0].equals("SFX")) {
      return;
    }
    if (fields.length < RULE_FIELDS) {
      crossed.put(fields[1], fields[2].equals("Y"));
      return;
    }
    affixes
        .computeIfAbsent(fields[1].charAt(0), letter -> new ArrayList<>())
        .add(
            new Affix(
                prefix,
                crossed.getOrDefault(fields[1], false),
                fields[2].equals("0") ? "" : fields[2],
                fields[3],
                Pattern.compile(prefix ? "^" + fields[4] : fields[4] + "$")));
  }

  /** A word with the letters of what may be put to it: `walk/SGD`. */
  private void add(String entry) {
    int slash = entry.indexOf('/');
    String word = slash < 0 ? entry : entry.substring(0, slash);
    words.add(word);
    List<Affix> fitting = new ArrayList<>();
    for (char letter : entry.substring(slash < 0 ? entry.length() : slash + 1).toCharArray()) {
      affixes.getOrDefault(letter, List.of()).stream()
          .filter(affix -> affix.fits(word))
          .forEach(fitting::add);
    }
    for (Affix affix : fitting) {
      words.add(affix.on(word));
      if (affix.prefix() && affix.crossed()) {
        fitting.stream()
            .filter(other -> !other.prefix() && other.crossed())
            .forEach(other -> words.add(affix.on(other.on(word))));
      }
    }
  }
}
