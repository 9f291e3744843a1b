package io.muster.pages;

import io.muster.architecture.Pages;
import io.muster.architecture.Pages.Line;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which words of a page are in no list of words. Code, places of links, and what is an identifier
 * by its signs (`service.name`, `a/b.c`, `x=y`, digits) is not read; a name like ReportsHealth is
 * read word for word; capitals alone are an abbreviation.
 */
final class Spelling {

  private static final Pattern NOT_PROSE =
      Pattern.compile("(?s)<!--.*?-->|<[^<>\\n]*>|\\]\\([^()]*\\)|\\b[a-z]+://\\S+");
  private static final Pattern TOKEN = Pattern.compile("[^\\s|()\\[\\]\"“”*…,;–—]+");
  private static final Pattern ENDS = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");
  private static final Pattern IDENTIFIER = Pattern.compile(".*[\\p{N}_.@:=#$<>{}\\\\%&+~^].*");

  /** Where one word begins within another, as in ReportsHealth and HTTPServer. */
  private static final Pattern WITHIN =
      Pattern.compile("[-/]|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

  private static final Pattern ABBREVIATION = Pattern.compile("\\p{Lu}+s?");

  private final Set<String> dictionary;
  private final Set<String> own;

  /** Words of the second list that were met. */
  private final Set<String> met = new HashSet<>();

  /**
   * @param dictionary as words are written within a sentence
   * @param own the project's, in the same way
   */
  Spelling(Set<String> dictionary, Set<String> own) {
    this.dictionary = dictionary;
    this.own = own;
  }

  /** Tells each word that is in no list, with its line. */
  void check(Path page, BiConsumer<Line, String> unknown) {
    List<Line> prose = Pages.prose(page);
    String text = Pages.text(prose).lines().collect(java.util.stream.Collectors.joining("\n"));
    Matcher cut = NOT_PROSE.matcher(text);
    String read = cut.replaceAll(part -> part.group().replaceAll("[^\\n]", " "));
    List<String> lines = read.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Line line = prose.get(i);
      if (!lines.get(i).startsWith("    ") || lines.get(i).isBlank()) {
        words(lines.get(i), word -> unknown.accept(line, word));
      }
    }
  }

  private void words(String line, Consumer<String> unknown) {
    Matcher token = TOKEN.matcher(line.replace('’', '\''));
    while (token.find()) {
      String whole = ENDS.matcher(token.group()).replaceAll("");
      if (whole.isEmpty() || IDENTIFIER.matcher(whole).matches() || isKnown(whole)) {
        continue;
      }
      for (String part : WITHIN.split(whole)) {
        String word = ENDS.matcher(part).replaceAll("");
        if (!word.isEmpty() && !isKnown(word)) {
          unknown.accept(word);
        }
      }
    }
  }

  private boolean isKnown(String word) {
    String bare = word.replaceAll("'s$|'$", "");
    return ABBREVIATION.matcher(bare).matches()
        || isIn(dictionary, word)
        || isIn(dictionary, bare)
        || isOwn(bare);
  }

  /** At the beginning of a sentence a word has a capital; a name has one everywhere. */
  private static boolean isIn(Set<String> words, String word) {
    return words.contains(word) || words.contains(lower(word));
  }

  private boolean isOwn(String word) {
    String written = own.contains(word) ? word : lower(word);
    if (!own.contains(written)) {
      return false;
    }
    met.add(written);
    return true;
  }

  private static String lower(String word) {
    return word.isEmpty()
        ? word
        : word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
  }

  /** What the project's list has and no page. */
  Set<String> leftOver() {
    Set<String> left = new HashSet<>(own);
    left.removeAll(met);
    return left;
  }
}
