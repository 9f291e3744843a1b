package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The processor time for a character is the same from 64 KB to 16 MB, the longest that a config may
 * be. {@link LongTextsTest} sees by what is allocated, and in more shapes, who copies what was
 * read; this sees who reads it again.
 */
class VeryLongTextsTest {

  private static final int SHORT = 64 << 10;

  /** 16 MB in `.ci/long`. */
  private static final int LONG = Integer.getInteger("muster.long-text-mb", 4) << 20;

  /**
   * Between those two a square is a factor of 64, or 256 up to 16 MB. Caches of the processor and
   * the collector of garbage make one of up to 3.
   */
  private static final double MOST = 12;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final SecretRedaction redaction = new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT));

  static Stream<Arguments> shapes() {
    return LongTextsTest.shapes()
        .filter(shape ->
            switch (String.valueOf(shape.get()[0])) {
              case "plain",
                  "plain of words",
                  "single quoted",
                  "double quoted",
                  "comment",
                  "block of lines",
                  "flow sequence",
                  "many keys",
                  "colons",
                  "urls" ->
                  true;
              default -> false;
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void checks(String name, LongTextsTest.Shape shape) {
    flat(shape, LongTextsTest::check);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void redaction(String name, LongTextsTest.Shape shape) {
    flat(shape, redaction::redact);
  }

  private static void flat(LongTextsTest.Shape shape, Consumer<String> work) {
    String little = shape.ofLength(SHORT);
    String much = shape.ofLength(LONG);
    // The first ones are interpreted, and would make the others look fast.
    for (int i = 0; i < 10; i++) {
      work.accept(little);
    }
    double before = perCharacter(little, 20, work);
    double after = perCharacter(much, 1, work);
    assertThat(after)
        .as("processor time for a character, %.0f ns in a short text", before)
        .isLessThan(MOST * before);
  }

  /** In nanoseconds, of this thread alone: what else runs on the machine does not count. */
  private static double perCharacter(String text, int times, Consumer<String> work) {
    long before = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      work.accept(text);
    }
    return (double) (THREADS.getCurrentThreadCpuTime() - before) / text.length() / times;
  }
}
