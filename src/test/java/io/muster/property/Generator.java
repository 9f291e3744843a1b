package io.muster.property;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a value from choices. Any function from choices is one, and needs no shrinker: fewer and
 * lower choices are a smaller value. Those below prefer boundaries.
 */
@FunctionalInterface
public interface Generator<T> {

  /** Places after the point that a double of 0 to 1 has. */
  long FRACTION = 1L << 53;

  T generate(Choices choices);

  /** Any long; the smaller, the closer to 0. */
  static Generator<Long> longs() {
    return longs(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** From min to max, both included; the smaller, the closer to 0. */
  static Generator<Long> longs(long min, long max) {
    if (min > max) {
      throw new IllegalArgumentException("no number is from " + min + " to " + max);
    }
    return choices -> {
      if (min >= 0) {
        return min + choices.amount(max - min);
      }
      if (max < 0) {
        return max - choices.amount(max - min);
      }
      return choices.nextBoolean() ? -1 - choices.amount(-1 - min) : choices.amount(max);
    };
  }

  /** From min to max, both included; the smaller, the closer to 0. */
  static Generator<Integer> integers(int min, int max) {
    Generator<Long> longs = longs(min, max);
    return choices -> (int) (long) longs.generate(choices);
  }

  /** From min to max, both included; the smaller, the closer to min. */
  static Generator<Double> doubles(double min, double max) {
    return choices -> {
      double share = (double) choices.amount(FRACTION) / FRACTION;
      return Math.min(max, min + (max - min) * share);
    };
  }

  /** Texts of 0 to 255 characters of any kind, surrogates without their other half included. */
  static Generator<String> strings() {
    Generator<List<Integer>> characters = listsOf(TextCharacters::codePoint, 255);
    return choices -> {
      StringBuilder text = new StringBuilder();
      characters.generate(choices).forEach(text::appendCodePoint);
      return text.toString();
    };
  }

  /** 0 to most bytes. */
  static Generator<byte[]> bytes(int most) {
    Generator<List<Integer>> values = listsOf(integers(Byte.MIN_VALUE, Byte.MAX_VALUE), most);
    return choices -> {
      List<Integer> list = values.generate(choices);
      byte[] bytes = new byte[list.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = list.get(i).byteValue();
      }
      return bytes;
    };
  }

  /** 0 to most elements; one whose choices are left out leaves a shorter list. */
  static <E> Generator<List<E>> listsOf(Generator<E> element, int most) {
    return choices -> {
      int wanted = choices.size(most);
      List<E> list = new ArrayList<>();
      while (list.size() < most && choices.more(list.size() < wanted)) {
        list.add(element.generate(choices));
      }
      return list;
    };
  }
}
