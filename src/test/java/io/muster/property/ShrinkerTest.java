package io.muster.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.property.Shrinker.Budget;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

  private static final Budget ENOUGH = new Budget(100_000, Duration.ofMinutes(1));

  private static Shrinker shrinker(long[] failing, Predicate<long[]> fails) {
    return new Shrinker(failing, each -> fails.test(each) ? each : null, ENOUGH, () -> 0L);
  }

  @Test
  void whatFailsWhateverIsChosenShrinksToNothing() {
    assertThat(shrinker(new long[] {3, 4, 5}, _ -> true).smallest()).isEmpty();
  }

  @Test
  void whatCannotBeSmallerStays() {
    long[] only = {3, 0, 5};
    assertThat(shrinker(only, each -> Arrays.equals(each, only)).smallest()).isEqualTo(only);
  }

  @Test
  void zerosAtTheEndAreLeftOut() {
    assertThat(shrinker(new long[] {7, 0, 0}, each -> each.length > 0 && each[0] == 7).smallest())
        .containsExactly(7);
  }

  @Test
  void numbersAreUnsigned() {
    long large = Long.MIN_VALUE + 5;
    assertThat(
            shrinker(
                    new long[] {-1},
                    each -> each.length == 1 && Long.compareUnsigned(each[0], large) >= 0)
                .smallest())
        .containsExactly(large);
  }

  @Test
  void aNeedleInAHundredThousandIsFoundInFewSteps() {
    long[] many = new Random(1).longs(100_000, 0, 100).toArray();
    many[77_777] = 1_234;
    Shrinker shrinker = shrinker(many, each -> LongStream.of(each).anyMatch(n -> n > 1_000));
    assertThat(shrinker.smallest()).containsExactly(1_001);
    assertThat(shrinker.steps()).isLessThan(200);
  }

  @Test
  void itStopsAfterItsSteps() {
    long[] many = new Random(1).longs(1_000, 0, 100).toArray();
    Shrinker shrinker =
        new Shrinker(
            many,
            each -> LongStream.of(each).sum() > 20_000 ? each : null,
            new Budget(50, Duration.ofMinutes(1)),
            () -> 0L);
    assertThat(shrinker.smallest().length).isLessThan(1_000);
    assertThat(shrinker.steps()).isEqualTo(50);
  }

  @Test
  void itStopsAfterItsTime() {
    AtomicLong now = new AtomicLong();
    Shrinker shrinker =
        new Shrinker(
            new Random(1).longs(1_000, 0, 100).toArray(),
            each -> {
              now.addAndGet(Duration.ofSeconds(1).toNanos());
              return LongStream.of(each).sum() > 20_000 ? each : null;
            },
            new Budget(100_000, Duration.ofSeconds(10)),
            now::get);
    shrinker.smallest();
    assertThat(shrinker.steps()).isEqualTo(10);
  }

  /** The choices that were made count, not those that were asked for. */
  @Test
  void aTrialThatChoosesOtherwiseIsTakenByWhatItChose() {
    Shrinker shrinker = new Shrinker(new long[] {9, 9, 9}, _ -> new long[] {4}, ENOUGH, () -> 0L);
    assertThat(shrinker.smallest()).containsExactly(4);
  }
}
