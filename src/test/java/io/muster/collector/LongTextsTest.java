package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.DocumentCheck;
import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The work for a text grows with its length, whatever its shape. It is measured by what is
 * allocated, which is the same each time: whoever copies what was read so far allocates the square.
 */
class LongTextsTest {

  private static final int SHORT = 64 << 10;
  private static final int LONG = 1 << 20;

  /** Between texts of 64 KB and 1 MB a square is a factor of 16. */
  private static final double MOST = 2;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final SecretRedaction redaction = new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT));

  /** A text of about this many characters. */
  interface Shape {
    String ofLength(int characters);
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        shape("plain", n -> "a: " + "x".repeat(n)),
        shape("plain of words", n -> "a: " + "xx ".repeat(n / 3)),
        shape("single quoted", n -> "a: '" + "x''".repeat(n / 3) + "'"),
        shape("double quoted", n -> "a: \"" + "x".repeat(n) + "\""),
        shape("escapes", n -> "a: \"" + "\\n\\u0041".repeat(n / 8) + "\""),
        shape("comment", n -> "#" + " x".repeat(n / 2) + "\na: 1\n"),
        shape("block", n -> "a: |\n  " + "x".repeat(n) + "\n"),
        shape("block of lines", n -> "a: |\n" + "  xxxx\n".repeat(n / 7)),
        shape("folded", n -> "a: >\n" + "  xxxx\n\n".repeat(n / 8)),
        shape(
            "flow sequence", n -> "a: [" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxx, ".repeat(n / 31) + "]"),
        shape("flow mapping", n -> "a: {" + many(n / 40, i -> "k" + i + ": " + pad(i)) + "}"),
        shape("many keys", n -> many(n / 40, i -> "k" + i + ": " + pad(i) + "\n")),
        shape(
            "keys of levels", n -> "x:\n" + many(n / 40, i -> "  k" + i + "::b: " + pad(i) + "\n")),
        shape("one key of levels", n -> "? " + "a::".repeat(n / 3) + "\n: 1\n"),
        shape("levels of one key", n -> many(n / 40, i -> "a::k" + i + ": " + pad(i) + "\n")),
        shape("nesting", n -> "a:\n" + many(n / 100, i -> "- [[[[" + pad(i) + pad(i) + "]]]]\n")),
        shape(
            "long key",
            n ->
                "? "
                    + "k".repeat(n / 2)
                    + "\n:\n"
                    + many(n / 80, i -> "  k" + i + ": " + pad(i) + "\n")),
        shape(
            "anchors",
            n ->
                "a: &x "
                    + pad(1)
                    + "\nb:\n"
                    + many(n / 40, i -> "- &a" + i + " " + pad(i) + "\n- *x\n")),
        shape("long anchor", n -> "a: &" + "x".repeat(n) + " 1\n"),
        shape("long tag", n -> "a: !" + "x".repeat(n) + " 1\n"),
        shape("spaces", n -> "a:" + " ".repeat(n) + "1\n"),
        shape("empty lines", n -> "a: 1\n" + "\n".repeat(n) + "b: 2\n"),
        shape("assignments", n -> "a: " + "password=x&".repeat(n / 11)),
        shape("urls", n -> "a: '" + "https://u:p@h/x?api_key=1 ".repeat(n / 27) + "'"),
        shape("colons", n -> "a: '" + ":".repeat(n) + "'"),
        shape("at signs", n -> "a: '://" + "@".repeat(n) + "'"),
        shape("key material", n -> "a: '" + "-----BEGIN ".repeat(n / 11) + "'"),
        shape("schemes", n -> "a: '" + "bearer ".repeat(n / 7) + "'"),
        shape("references", n -> "a: '" + "${env:X} ".repeat(n / 9) + "'"),
        shape("open references", n -> "a: '" + "${env:".repeat(n / 6) + "'"),
        shape("not YAML", n -> "a: [\n" + "password = x\n".repeat(n / 13)),
        shape(
            "JSON",
            n -> "{\"a\": [" + "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\", ".repeat(n / 33) + "1]}"));
  }

  private static Arguments shape(String name, Shape text) {
    return Arguments.of(name, text);
  }

  private static String many(int times, IntFunction<String> text) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < times; i++) {
      all.append(text.apply(i)).append(times > 0 && text.apply(0).endsWith("\n") ? "" : ", ");
    }
    return all.toString();
  }

  private static String pad(int i) {
    return "v" + i + "x".repeat(24);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void checksOfALongTextAreInProportion(String name, Shape shape) {
    flat(shape, LongTextsTest::check);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void redactionOfALongTextIsInProportion(String name, Shape shape) {
    flat(shape, redaction::redact);
  }

  static void check(String text) {
    ConfigDocument document = document(text);
    DocumentCheck.problems(document, false);
    new CollectorCheck().check(document, CollectorCheck.As.COLLECTOR, Distribution.UNKNOWN);
    MergedConfig.read(document).ifPresent(config -> assertThat(config.in(config)).isNotNull());
  }

  private static ConfigDocument document(String text) {
    return new ConfigDocument(
        List.of(new ConfigFile("collector.yaml", ByteString.copyFromUtf8(text), ConfigFile.YAML)));
  }

  private interface Check {
    void on(String text);
  }

  private static void flat(Shape shape, Check work) {
    String little = shape.ofLength(SHORT);
    String much = shape.ofLength(LONG);
    work.on(little); // Patterns and caches are made once.
    double before = perCharacter(little, work);
    assertThat(perCharacter(much, work))
        .as("bytes allocated for a character, %.0f in a short text", before)
        .isLessThan(MOST * before + 8);
  }

  private static double perCharacter(String text, Check work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    work.on(text);
    return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / text.length();
  }
}
