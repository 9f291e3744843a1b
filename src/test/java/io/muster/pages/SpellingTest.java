package io.muster.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.architecture.Pages;
import io.muster.architecture.Pages.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people read is spelt as British English is: by a dictionary in the repository, and the words
 * of the trade in `words.txt` beside it.
 */
class SpellingTest {

  private static final Path FOLDER = Path.of("src/test/resources/spelling");
  private static final Path WORDS = FOLDER.resolve("words.txt");
  private static final Set<String> DICTIONARY =
      WordForms.of(FOLDER.resolve("en_GB.aff"), FOLDER.resolve("en_GB.dic"));

  @TempDir private Path folder;

  @Test
  void everyWordOfThePagesIsInADictionary() {
    Spelling spelling = new Spelling(DICTIONARY, Set.copyOf(words()));
    List<String> unknown = new ArrayList<>();
    for (Path page : Pages.markdown()) {
      spelling.check(page, (line, word) -> unknown.add(line.place() + ": " + word));
    }
    assertThat(unknown)
        .as("in no dictionary; a word that is right is written into %s, code in backticks", WORDS)
        .isEmpty();
    assertThat(spelling.leftOver()).as("words of %s that no page has", WORDS).isEmpty();
  }

  @Test
  void theProjectsWordsAreInOrder() {
    List<String> words = words();
    assertThat(words)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(
            Comparator.comparing((String word) -> word.toLowerCase(Locale.ROOT))
                .thenComparing(Comparator.naturalOrder()));
    assertThat(words).as("known without the list").noneMatch(DICTIONARY::contains);
  }

  @Test
  void theDictionaryHasWordsInAllTheirForms() {
    assertThat(DICTIONARY)
        .contains(
            "walk", "walking", "tries", "tried", "unhappily", "happiest", "recognised", "London")
        .contains("undo", "redone", "uninteresting", "Monday's", "won't", "colour")
        .doesNotContain("tryed", "walkked", "recieve", "seperate", "color", "happyly", "london");
  }

  @Test
  void aMisspeltWordIsFoundWhereverItStands() throws IOException {
    assertThat(unknown("The servr is well.")).containsExactly("servr");
    assertThat(unknown("Recieve *seperate* **occured**, (untill) \"wich\" wll… |definately|"))
        .containsExactly("Recieve", "seperate", "occured", "untill", "wich", "wll", "definately");
    assertThat(unknown("# A headnig\n\n> a quoet\n\n- an itme\n\n| a | cel |"))
        .containsExactly("headnig", "quoet", "itme", "cel");
    assertThat(unknown("read/wirte, half-brokn, ReportsHaelth, the [shwon](text.md), shwon’s"))
        .containsExactly("wirte", "brokn", "Haelth", "shwon", "shwon's");
    assertThat(unknown("In monday's london")).containsExactly("monday's", "london");
  }

  @Test
  void whatIsNoProseIsNotRead() throws IOException {
    assertThat(
            unknown(
                """
                `cofnig` [a](servr.md#hedaing) https://exmaple.invalid/wrods <img alt="x" src="pciture.svg">
                service.nmae, some_nmae, a=vlaue, 12ms, x86-64, HTTP, SDKs, ReportsHealth
                <!-- a commnet
                of two lnies -->
                ```sh
                ./mustre
                ```

                    ./mustre idnented
                """))
        .isEmpty();
  }

  @Test
  void aWordOfTheListIsKnownInAllItsPlaces() throws IOException {
    assertThat(unknown("Foobars foobars foobars' Foobars’s MozzCo", "foobars", "MozzCo")).isEmpty();
    assertThat(unknown("mozzCo, Mozzco", "MozzCo")).containsExactly("mozz", "Mozzco");
    Spelling spelling = new Spelling(DICTIONARY, Set.of("foobars", "unmet"));
    spelling.check(page("foobars"), (line, word) -> {});
    assertThat(spelling.leftOver()).containsExactly("unmet");
  }

  private List<String> unknown(String text, String... own) throws IOException {
    List<String> unknown = new ArrayList<>();
    new Spelling(DICTIONARY, Set.of(own)).check(page(text), (line, word) -> unknown.add(word));
    return unknown;
  }

  private Path page(String text) throws IOException {
    return Files.writeString(folder.resolve("page.md"), text);
  }

  private static List<String> words() {
    return Pages.lines(WORDS).stream().map(Line::text).filter(word -> !word.isEmpty()).toList();
  }
}
