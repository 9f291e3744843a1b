package io.muster.property;

import io.muster.property.Shrinker.Budget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Something that holds for all cases: the simplest one, and many at random. A run that passes says
 * nothing; a failure says its seed and the smallest example found.
 */
public final class Property {

  /** What is checked of a value: throws if it does not hold. */
  @FunctionalInterface
  public interface Check<T> {
    void of(T value) throws Exception;
  }

  private static final String OURS = "io.muster.";

  private final int tries;
  private final Seed first;
  private final Budget budget;

  Property(int tries, Seed first, Budget budget) {
    if (tries < 1) {
      throw new IllegalArgumentException("a property is tried at least once, not " + tries);
    }
    this.tries = tries;
    this.first = first;
    this.budget = budget;
  }

  /** So many cases at random, and the simplest one. */
  public static Property tries(int tries) {
    return new Property(tries, Seed.first(), Budget.DEFAULT);
  }

  public <T> void forAll(Generator<T> generator, Check<T> check) {
    holds(choices -> check.of(choices.draw("value", generator)));
  }

  /** For checks that draw several values, or choose while they go on. */
  public void holds(Check<Choices> check) {
    Choices simplest = Choices.replay(new long[0]);
    Throwable failed = failure(check, simplest);
    if (failed != null && !(failed instanceof Choices.Endless)) {
      throw smallest(check, simplest, failed, "the simplest case", "");
    }
    Seed seed = first;
    for (int i = 1; i <= tries; i++) {
      Choices choices = Choices.of(seed);
      failed = failure(check, choices);
      if (failed != null) {
        String which = "case " + i + " of " + tries + ", seed " + seed.value();
        throw smallest(check, choices, failed, which, seed.option());
      }
      seed = seed.next();
    }
  }

  private static @Nullable Throwable failure(Check<Choices> check, Choices choices) {
    try {
      check.of(choices);
      return null;
    } catch (TestAbortedException | OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      return e;
    }
  }

  private PropertyFailure smallest(
      Check<Choices> check, Choices failing, Throwable failed, String which, String option) {
    Origin origin = Origin.of(failed);
    Shrinker shrinker =
        new Shrinker(
            failing.made(),
            candidate -> {
              Choices choices = Choices.replay(candidate);
              Throwable again = failure(check, choices);
              return again != null && Origin.of(again).equals(origin) ? choices.made() : null;
            },
            budget,
            System::nanoTime);
    long[] choices = shrinker.smallest();
    Choices explained = Choices.explain(choices);
    Throwable last = failure(check, explained);
    List<String> lines = new ArrayList<>();
    lines.add("The property does not hold in " + which + ".");
    if (last == null) {
      lines.add("It holds when that case is repeated: the test depends on more than its choices.");
    }
    String end = shrinker.exhausted() ? " that were tried, then time was up:" : " that were tried:";
    lines.add("Smallest example after " + shrinker.steps() + end);
    explained.notes().forEach(note -> lines.add("  " + note));
    lines.add("  choices " + ExampleText.of(Arrays.stream(choices).boxed().toList()));
    lines.add("Repeat: ./mvnw test -Dtest='" + test() + "'" + option);
    Throwable cause = last == null ? failed : last;
    lines.add(cause.toString());
    return new PropertyFailure(String.join("\n", lines), cause);
  }

  /** The test that is running: of our methods the one that was called first. */
  private static String test() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .reduce((_, outer) -> outer)
                .map(frame -> frame.getClassName() + "#" + frame.getMethodName())
                .orElseThrow());
  }

  /** Two failures are one if they are of one type from one place. */
  private record Origin(Class<?> type, @Nullable StackTraceElement place) {

    static Origin of(Throwable failed) {
      if (failed instanceof StackOverflowError) {
        return new Origin(failed.getClass(), null);
      }
      for (StackTraceElement element : failed.getStackTrace()) {
        if (element.getClassName().startsWith(OURS)) {
          return new Origin(failed.getClass(), element);
        }
      }
      return new Origin(failed.getClass(), null);
    }
  }
}
