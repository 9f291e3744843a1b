package io.muster.property;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The random choices of a case, each of which is kept: made from a seed, or replayed. Used as the
 * source of randomness of whatever a test simulates, it makes that repeatable and small.
 *
 * <p>The lower a choice, the simpler what it stands for should be; a case replayed beyond its end
 * chooses 0, so 0 should end loops.
 */
public final class Choices implements RandomGenerator {

  /** A case that chooses more often is endless, as far as anybody can tell. */
  static final int MOST = 2_000_000;

  private static final int MOST_NOTES = 300;

  private final @Nullable SplittableRandom random;
  private final int boundaryPercent;
  private final long[] replayed;
  private final @Nullable List<String> notes;
  private long[] made = new long[16];
  private int count;

  /** Thrown by a case that does not end. */
  static final class Endless extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private Endless() {
      super("the case makes more than " + MOST + " choices");
    }
  }

  private Choices(@Nullable SplittableRandom random, long[] replayed, boolean noted) {
    this.random = random;
    this.replayed = replayed;
    this.notes = noted ? new ArrayList<>() : null;
    // Some cases consist of boundaries nearly alone, so that they meet.
    this.boundaryPercent = random != null && random.nextInt(4) == 0 ? 75 : 10;
  }

  static Choices of(Seed seed) {
    return new Choices(seed.random(), new long[0], false);
  }

  static Choices replay(long[] choices) {
    return new Choices(null, choices, false);
  }

  /** A replay that keeps what it is told of the case. */
  static Choices explain(long[] choices) {
    return new Choices(null, choices, true);
  }

  /** A value of the case, shown by its name if the property fails. */
  public <T> T draw(String name, Generator<T> generator) {
    T value = generator.generate(this);
    note(() -> name + " = " + ExampleText.of(value));
    return value;
  }

  /** What happens in the case, shown if the property fails. */
  public void note(Supplier<String> what) {
    if (notes == null || notes.size() > MOST_NOTES) {
      return;
    }
    notes.add(notes.size() == MOST_NOTES ? "and so on" : what.get());
  }

  List<String> notes() {
    return notes == null ? List.of() : List.copyOf(notes);
  }

  long[] made() {
    return Arrays.copyOf(made, count);
  }

  /** A number from 0 to max, taken as unsigned; fresh makes one where none is replayed. */
  long choose(long max, ToLongFunction<SplittableRandom> fresh) {
    if (count == MOST) {
      throw new Endless();
    }
    long value;
    if (random != null) {
      value = fresh.applyAsLong(random);
    } else {
      value = count < replayed.length ? replayed[count] : 0;
    }
    if (Long.compareUnsigned(value, max) > 0) {
      value = max;
    }
    if (count == made.length) {
      made = Arrays.copyOf(made, count * 2);
    }
    made[count++] = value;
    return value;
  }

  /** Each number from 0 to max as often as the others. */
  private long choose(long max) {
    return choose(max, source -> uniform(source, max));
  }

  /** A number from 0 to max, taken as unsigned: more often a boundary or a small one. */
  long amount(long max) {
    return choose(max, source -> boundary(source, max));
  }

  /** How many elements a fresh list should have. This is no choice, but those of more are. */
  int size(int most) {
    return random == null ? 0 : (int) boundary(random, most);
  }

  /** Whether one more element follows. */
  boolean more(boolean fresh) {
    return choose(1, _ -> fresh ? 1 : 0) == 1;
  }

  private static long uniform(SplittableRandom source, long max) {
    if (max >= 0 && max < Long.MAX_VALUE) {
      return source.nextLong(max + 1);
    }
    long value = source.nextLong();
    while (Long.compareUnsigned(value, max) > 0) {
      value = source.nextLong();
    }
    return value;
  }

  private long boundary(SplittableRandom source, long max) {
    if (source.nextInt(100) >= boundaryPercent) {
      long value = uniform(source, max);
      return source.nextBoolean() ? value : value >>> source.nextInt(Long.SIZE);
    }
    long power = 1L << source.nextInt(Long.SIZE);
    long value =
        switch (source.nextInt(8)) {
          case 0, 1 -> 0;
          case 2 -> 1;
          case 3 -> max - 1;
          case 4 -> power;
          case 5 -> power - 1;
          default -> max;
        };
    return Long.compareUnsigned(value, max) > 0 ? max : value;
  }

  @Override
  public long nextLong() {
    return choose(-1);
  }

  @Override
  public long nextLong(long bound) {
    return nextLong(0, bound);
  }

  @Override
  public long nextLong(long origin, long bound) {
    if (origin >= bound) {
      throw new IllegalArgumentException("no number is from " + origin + " to below " + bound);
    }
    return origin + choose(bound - origin - 1);
  }

  @Override
  public int nextInt() {
    return (int) choose(0xffff_ffffL);
  }

  @Override
  public int nextInt(int bound) {
    return (int) nextLong(0, bound);
  }

  @Override
  public int nextInt(int origin, int bound) {
    return (int) nextLong(origin, bound);
  }

  @Override
  public boolean nextBoolean() {
    return choose(1) == 1;
  }

  @Override
  public double nextDouble() {
    return choose(Generator.FRACTION - 1) * (1.0 / Generator.FRACTION);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) choose(0xff);
    }
  }
}
