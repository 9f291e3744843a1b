package io.muster.ottl;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Choices;
import io.muster.property.Generator;
import io.muster.property.Property;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is printed parses to the same tree, and no text is too much. */
class RoundTripTest {

  private static final List<String> PIECES =
      List.of(
          "set(", "(", ")", "[", "]", "{", "}", ",", ".", ":", "=", "==", "=>", "+", "-", "*", "\"",
          "\"x\"", "\\", "1", "1.5", "0x", "0x00", "nil", "not", "and", "or", "true", "where", "x",
          "Xy", "XY", "_", " ", "\n", "'", "é", "\0");

  @Test
  void aPrintedStatementParsesToTheSameTree() {
    Property.tries(5_000)
        .forAll(
            choices -> new RandomTrees(choices).statement(),
            tree -> {
              String printed = Printer.print(tree);
              assertThat(Ottl.statement(printed, Grammar.NEWEST))
                  .as("%s", printed)
                  .isInstanceOfSatisfying(
                      Parsing.Parsed.class, parsed -> assertThat(parsed.tree()).isEqualTo(tree));
            });
  }

  @Test
  void aPrintedConditionParsesToTheSameTree() {
    Property.tries(2_000)
        .forAll(
            choices -> new RandomTrees(choices).condition(),
            tree -> {
              String printed = Printer.print(tree);
              assertThat(Ottl.condition(printed, Grammar.NEWEST))
                  .as("%s", printed)
                  .isInstanceOfSatisfying(
                      Parsing.Parsed.class, parsed -> assertThat(parsed.tree()).isEqualTo(tree));
            });
  }

  @Test
  void aDamagedStatementIsAnswered() {
    Property.tries(5_000).forAll(RoundTripTest::damagedStatement, AnyText::check);
  }

  private static String damagedStatement(Choices choices) {
    StringBuilder text = new StringBuilder(Printer.print(new RandomTrees(choices).statement()));
    for (int i = choices.nextInt(4); i >= 0; i--) {
      int at = choices.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + choices.nextInt(3));
      text.replace(at, end, PIECES.get(choices.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  /**
   * Found by chance: without commas a word of the language may be a name that a capital follows.
   */
  @Test
  void aPathNamedLikeAWordIsPrintedBesideWhatFollowsIt() {
    for (String list : List.of("[andOK, []]", "[nilOK]", "[1 + x.trueLen(y), 2]", "[-notOK]")) {
      AnyText.check("set(a, " + list + ")");
    }
    assertThat(Ottl.statement("set(a, [nilOK])", new Grammar(false, true, false)))
        .isInstanceOf(Parsing.Parsed.class);
  }

  @Test
  void anyPiecesAreAnswered() {
    Property.tries(5_000).forAll(RoundTripTest::pieces, AnyText::check);
  }

  private static String pieces(Choices choices) {
    StringBuilder text = new StringBuilder();
    for (int i = choices.nextInt(30); i >= 0; i--) {
      text.append(PIECES.get(choices.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  @Test
  void anyTextIsAnswered() {
    Property.tries(1_000).forAll(Generator.strings(), AnyText::check);
  }

  @Test
  void deepNestingIsRefusedWithoutOverflow() {
    for (String piece : List.of("(", "F(", "[", "not (", "{\"a\":", "-(", "a[", "(x) => ")) {
      AnyText.check("set(a, " + piece.repeat(Ottl.MAX_LENGTH / 10));
      AnyText.check("set(a, 1) where " + piece.repeat(Ottl.MAX_LENGTH / 10));
    }
    assertThat(Ottl.statement("set(a, " + "(".repeat(5_000), Grammar.NEWEST))
        .isInstanceOfSatisfying(
            Parsing.Failed.class,
            failed -> assertThat(failed.problems().toString()).contains("nested too deeply"));
  }

  @Test
  void fiftyLevelsAreNotDeep() {
    String text = "set(a, " + "F((".repeat(50) + "1" + "))".repeat(50) + ")";
    assertThat(Ottl.statement(text, Grammar.NEWEST)).isInstanceOf(Parsing.Parsed.class);
  }

  @Test
  void alternativesThatFailLateCostNoExponentialTime() {
    String text = "set(a, " + "F(".repeat(40) + "1" + ") + 1".repeat(40) + ")";
    long start = System.nanoTime();
    assertThat(Ottl.statement(text, Grammar.NEWEST)).isInstanceOf(Parsing.Parsed.class);
    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
  }

  @Test
  void aTextThatIsTooLongIsRefused() {
    assertThat(Ottl.statement(" ".repeat(Ottl.MAX_LENGTH + 1), Grammar.NEWEST))
        .isInstanceOfSatisfying(
            Parsing.Failed.class,
            failed -> assertThat(failed.problems().toString()).contains("65537 characters"));
  }
}
