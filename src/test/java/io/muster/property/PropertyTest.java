package io.muster.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.muster.property.Property.Check;
import io.muster.property.Shrinker.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class PropertyTest {

  private static Property of(int tries) {
    return new Property(tries, new Seed(42), Budget.DEFAULT);
  }

  private static PropertyFailure failure(Check<Choices> check) {
    return failure(of(1_000), check);
  }

  private static PropertyFailure failure(Property property, Check<Choices> check) {
    return Objects.requireNonNull(
        catchThrowableOfType(PropertyFailure.class, () -> property.holds(check)));
  }

  private static void fail(boolean failed) {
    if (failed) {
      throw new AssertionError("failed");
    }
  }

  @Test
  void whatHoldsIsTriedAsOftenAsAskedAndInTheSimplestCase() {
    AtomicInteger runs = new AtomicInteger();
    of(100).holds(_ -> runs.incrementAndGet());
    assertThat(runs).hasValue(101);
  }

  @Test
  void aNumberShrinksToTheBoundary() {
    assertThat(failure(c -> fail(c.draw("n", Generator.longs()) >= 1_000)))
        .hasMessageContaining("\n  n = 1000\n");
    assertThat(failure(c -> fail(c.draw("n", Generator.longs()) <= -1_000)))
        .hasMessageContaining("\n  n = -1000\n");
    assertThat(failure(c -> fail(c.draw("n", Generator.doubles(0, 8)) > 3)))
        .hasMessageContaining("\n  n = 3.00000000000000");
  }

  @Test
  void aListShrinksToItsCulprits() {
    assertThat(
            failure(c -> {
              var list = c.draw("list", Generator.listsOf(Generator.integers(0, 100), 100));
              fail(list.stream().filter(each -> each > 10).count() > 2);
            }))
        .hasMessageContaining("\n  list = [11, 11, 11]\n");
  }

  @Test
  void aListThatChoosesItsSizeFirstShrinksToo() {
    assertThat(
            failure(c -> {
              List<Integer> list = new ArrayList<>();
              for (int i = c.nextInt(40); i > 0; i--) {
                list.add(c.nextInt(1_000));
              }
              c.note(() -> "list = " + list);
              fail(list.stream().anyMatch(each -> each > 500));
            }))
        .hasMessageContaining("\n  list = [501]\n");
  }

  @Test
  void aTextShrinksToPlainCharacters() {
    assertThat(
            failure(c -> {
              String text = c.draw("text", Generator.strings());
              fail(text.codePointCount(0, text.length()) > 3 && text.startsWith("\0"));
            }))
        .hasMessageContaining("\n  text = \"\\u0000aaa\"\n");
  }

  /** A stack that loses what is pushed third: of its history, the steps that matter are left. */
  @Test
  void aHistoryShrinksToTheStepsThatMatter() {
    assertThat(
            failure(c -> {
              int depth = 0;
              int pushed = 0;
              for (int i = 0; i < 60; i++) {
                int step = c.nextInt(6);
                if (step == 5) {
                  depth++;
                  pushed += depth == 3 ? 0 : 1;
                  c.note(() -> "push");
                } else if (step > 2 && depth > 0) {
                  depth--;
                  pushed--;
                  c.note(() -> "pop");
                }
                fail(depth != pushed);
              }
            }))
        .hasMessageContaining("tried:\n  push\n  push\n  push\n  choices [5, 5, 5]\n");
  }

  @Test
  void aFailureIsRepeatedByItsSeedAtOnce() {
    Check<Choices> check = c -> fail(c.nextInt(200) == 7);
    String message = Objects.requireNonNull(failure(check).getMessage());
    long seed = Long.parseLong(message.replaceAll("(?s).*, seed (-?\\d+).*", "$1"));
    assertThat(message)
        .contains("-Dtest='io.muster.property.PropertyTest#aFailureIsRepeatedByItsSeedAtOnce'")
        .contains(" -Dproperty.seed=" + seed)
        .contains("AssertionError: failed");
    assertThat(failure(new Property(1_000, new Seed(seed), Budget.DEFAULT), check))
        .hasMessageContaining("case 1 of 1000, seed " + seed);
    assertThat(failure(new Property(1_000, new Seed(seed), Budget.DEFAULT), check).getMessage())
        .isEqualTo(message.replaceAll("case \\d+ ", "case 1 "));
  }

  @Test
  void runsWithoutASeedDiffer() {
    List<Long> first = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Property.tries(1).holds(c -> first.add(c.nextLong()));
    }
    assertThat(first.get(1)).isNotEqualTo(first.get(3));
    assertThat(Seed.parse("-3")).isEqualTo(new Seed(-3));
    assertThatThrownBy(() -> Seed.parse("x")).hasMessageContaining("-Dproperty.seed=x");
  }

  @Test
  void theExampleIsOfTheSameFailure() {
    assertThat(
            failure(c -> {
              int n = c.draw("n", Generator.integers(0, 10_000));
              if (n > 5_000) {
                throw new IllegalStateException("large");
              }
              if (n > 3_000 && n < 3_010) {
                throw new IllegalArgumentException("another");
              }
            }))
        .hasMessageContaining("\n  n = 5001\n")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTestThatDependsOnMoreThanItsChoicesIsToldSo() {
    AtomicInteger runs = new AtomicInteger();
    assertThat(failure(_ -> fail(runs.incrementAndGet() == 5)))
        .hasMessageContaining("depends on more than its choices")
        .hasRootCauseMessage("failed");
  }

  @Test
  void theSimplestCaseFailsWithoutASeed() {
    assertThat(failure(_ -> fail(true)))
        .hasMessageContaining("does not hold in the simplest case")
        .hasMessageContaining("choices []")
        .message()
        .doesNotContain(Seed.PROPERTY);
  }

  @Test
  void aCaseThatDoesNotEndFailsUnlessItIsTheSimplest() {
    assertThatCode(() -> of(10).holds(c -> untilOne(c))).doesNotThrowAnyException();
    Property hasty = new Property(1, new Seed(1), new Budget(3, Duration.ofSeconds(10)));
    assertThat(failure(hasty, c -> untilOne(c, 2))).hasCauseInstanceOf(Choices.Endless.class);
  }

  private static void untilOne(Choices choices) {
    untilOne(choices, 1);
  }

  private static void untilOne(Choices choices, int one) {
    boolean found = false;
    while (!found) {
      found = choices.nextInt(2) == one;
    }
  }

  @Test
  void anEndlessRecursionIsAFailureAsAnyOther() {
    assertThat(failure(c -> fail(c.nextInt(100) > 10 && deep(1) > 0)))
        .hasMessageContaining("choices [11]")
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int deep(int n) {
    return deep(n + 1) + 1;
  }

  @Test
  void anAssumptionThatDoesNotHoldEndsTheTestAsJUnitDoes() {
    assertThatThrownBy(() ->
            of(1)
                .holds(_ -> {
                  throw new TestAbortedException("no Go");
                }))
        .isInstanceOf(TestAbortedException.class);
  }
}
