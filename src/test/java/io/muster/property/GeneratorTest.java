package io.muster.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which values the generators make: all that they may, and boundaries often. */
class GeneratorTest {

  private static <T> List<T> sample(Generator<T> generator) {
    List<T> values = new ArrayList<>();
    new Property(1_000, new Seed(7), Shrinker.Budget.DEFAULT)
        .holds(choices -> values.add(generator.generate(choices)));
    return values;
  }

  private static <T> T simplest(Generator<T> generator) {
    return generator.generate(Choices.replay(new long[0]));
  }

  private static <T> void seen(List<T> values, List<Predicate<T>> kinds) {
    for (int i = 0; i < kinds.size(); i++) {
      assertThat(values.stream().filter(kinds.get(i)).count())
          .as("kind %d", i)
          .isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void numbersAreInTheirRangeAndItsEndsAreMet() {
    for (long[] range :
        new long[][] {
          {Long.MIN_VALUE, Long.MAX_VALUE},
          {Long.MIN_VALUE, -1},
          {0, Long.MAX_VALUE},
          {-5, 7},
          {3, 9},
          {-9, -3},
          {4, 4},
          {-1, Long.MAX_VALUE}
        }) {
      long min = range[0];
      long max = range[1];
      List<Long> values = sample(Generator.longs(min, max));
      assertThat(values).allMatch(each -> each >= min && each <= max);
      seen(values, List.of(each -> each == min, each -> each == max));
      assertThat(simplest(Generator.longs(min, max))).isEqualTo(min > 0 ? min : Math.min(0, max));
    }
    assertThatThrownBy(() -> Generator.longs(2, 1)).hasMessageContaining("from 2 to 1");
  }

  @Test
  void longsAreOfAnySizeAndSign() {
    seen(
        sample(Generator.longs()),
        List.of(
            each -> each == 0,
            each -> each == 1,
            each -> each == -1,
            each -> each == Long.MAX_VALUE,
            each -> each == Long.MIN_VALUE,
            each -> each > 1 && each < 1_000,
            each -> each < -1 && each > -1_000,
            each -> each > Integer.MAX_VALUE,
            each -> each < Integer.MIN_VALUE));
  }

  @Test
  void allOfASmallRangeIsMet() {
    assertThat(new HashSet<>(sample(Generator.integers(1, 10)))).hasSize(10);
  }

  @Test
  void doublesAreInTheirRangeAndItsEndsAreMet() {
    List<Double> values = sample(Generator.doubles(0, 0.3));
    assertThat(values).allMatch(each -> each >= 0 && each <= 0.3);
    seen(values, List.of(each -> each == 0, each -> each == 0.3, each -> each > 0.1 && each < 0.2));
  }

  @Test
  void textsAreEmptyAndLongAndOfAnyCharacters() {
    List<String> texts = sample(Generator.strings());
    assertThat(texts).allMatch(text -> text.codePointCount(0, text.length()) <= 255);
    seen(
        texts,
        List.of(
            String::isEmpty,
            text -> text.codePointCount(0, text.length()) >= 254,
            text -> text.contains("\0"),
            text -> text.contains("\n"),
            text -> text.contains("\uffff"),
            text -> text.chars().anyMatch(c -> c >= 0x4e00 && c < 0xa000),
            text -> text.codePoints().anyMatch(c -> c >= 0xd800 && c < 0xe000),
            text -> text.codePoints().anyMatch(c -> c > 0xffff),
            text -> !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 0x7f)));
  }

  @Test
  void listsAreOfAnySizeFromNoneToMost() {
    Set<Integer> sizes = new HashSet<>();
    sample(Generator.listsOf(Generator.longs(), 5)).forEach(list -> sizes.add(list.size()));
    assertThat(sizes).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
    seen(
        sample(Generator.bytes(10_000)),
        List.of(
            bytes -> bytes.length == 0,
            bytes -> bytes.length == 10_000,
            bytes -> bytes.length > 100 && bytes.length < 9_000));
    assertThat(simplest(Generator.strings())).isEmpty();
  }

  /** What a test simulates needs the chances it names, not boundaries. */
  @Test
  void asASourceOfRandomnessChoicesAreEven() {
    int[] counts = new int[10];
    Choices choices = Choices.of(new Seed(3));
    for (int i = 0; i < 100_000; i++) {
      counts[choices.nextInt(10)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(9_500, 10_500);
    }
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      double next = choices.nextDouble();
      assertThat(next).isBetween(0.0, Math.nextDown(1.0));
      sum += next;
    }
    assertThat(sum).isBetween(49_000.0, 51_000.0);
    assertThatThrownBy(() -> choices.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatWasChosenIsReplayed() {
    Choices fresh = Choices.of(new Seed(11));
    byte[] bytes = new byte[9];
    fresh.nextBytes(bytes);
    List<Object> values = List.of(fresh.nextLong(), fresh.nextDouble(), fresh.nextBoolean());
    String text = Generator.strings().generate(fresh);

    Choices again = Choices.replay(fresh.made());
    byte[] bytesAgain = new byte[9];
    again.nextBytes(bytesAgain);
    assertThat(bytesAgain).isEqualTo(bytes);
    assertThat(List.<Object>of(again.nextLong(), again.nextDouble(), again.nextBoolean()))
        .isEqualTo(values);
    assertThat(Generator.strings().generate(again)).isEqualTo(text);
  }
}
