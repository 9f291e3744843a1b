package io.muster.ottl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is printed parses to the same tree, and no text is too much. */
class RoundTripTest {

  private static final List<String> PIECES =
      List.of(
          "set(", "(", ")", "[", "]", "{", "}", ",", ".", ":", "=", "==", "=>", "+", "-", "*", "\"",
          "\"x\"", "\\", "1", "1.5", "0x", "0x00", "nil", "not", "and", "or", "true", "where", "x",
          "Xy", "XY", "_", " ", "\n", "'", "é", "\0");

  @Property(tries = 5_000)
  void aPrintedStatementParsesToTheSameTree(@ForAll long seed) {
    Statement tree = new RandomTrees(seed).statement();
    String printed = Printer.print(tree);
    assertThat(Ottl.statement(printed, Grammar.NEWEST))
        .as("seed %d: %s", seed, printed)
        .isInstanceOfSatisfying(
            Parsing.Parsed.class, parsed -> assertThat(parsed.tree()).isEqualTo(tree));
  }

  @Property(tries = 2_000)
  void aPrintedConditionParsesToTheSameTree(@ForAll long seed) {
    Condition tree = new RandomTrees(seed).condition();
    String printed = Printer.print(tree);
    assertThat(Ottl.condition(printed, Grammar.NEWEST))
        .as("seed %d: %s", seed, printed)
        .isInstanceOfSatisfying(
            Parsing.Parsed.class, parsed -> assertThat(parsed.tree()).isEqualTo(tree));
  }

  @Property(tries = 5_000)
  void aDamagedStatementIsAnswered(@ForAll long seed) {
    String printed = Printer.print(new RandomTrees(seed).statement());
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(printed);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(3));
      text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
    }
    AnyText.check(text.toString());
  }

  @Property(tries = 5_000)
  void anyPiecesAreAnswered(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i >= 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    AnyText.check(text.toString());
  }

  @Property
  void anyTextIsAnswered(@ForAll String text) {
    AnyText.check(text);
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
