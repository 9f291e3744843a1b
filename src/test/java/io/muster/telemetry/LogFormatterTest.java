package io.muster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One event is one line, and a value one value, whatever agents and files put into it. */
class LogFormatterTest {

  private static ExtLogRecord line(String format, Object... parameters) {
    ExtLogRecord line =
        new ExtLogRecord(Level.WARN, format, FormatStyle.PRINTF, LogFormatterTest.class.getName());
    line.setLoggerName("io.muster.fleet.Fleet");
    line.setThreadName("main");
    line.setParameters(parameters);
    return line;
  }

  private static String text(ExtLogRecord line) {
    String text = new TextLogFormatter().format(line);
    return text.substring(text.indexOf(" level="));
  }

  private static JsonNode json(ExtLogRecord line) throws IOException {
    String text = new JsonLogFormatter().format(line);
    assertThat(text).endsWith("}\n");
    assertThat(text.lines()).hasSize(1);
    return new ObjectMapper().readTree(text);
  }

  static Stream<String> values() {
    return Stream.of(
        "two words",
        "a\nlevel=ERROR event=made_up",
        "a\r\nb",
        "\"quoted\" and \\",
        "a=b",
        "",
        "100%s of %d",
        "\u0007\u001b[31m",
        "a\u2028b\u0085c",
        "half \ud83d a character",
        "\ud83d\ude00");
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueIsOneFieldWhateverIsInIt(String value) throws IOException {
    ExtLogRecord line = line("event=x_failed agent=%s reason=%s left=%d", "u1", value, 3);

    JsonNode json = json(line);
    assertThat(json.path("reason").asText()).isEqualTo(value);
    assertThat(json.path("left").isInt()).isTrue();
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("time", "level", "logger", "thread", "event", "agent", "reason", "left");
    String text = text(line);
    assertThat(text.lines()).hasSize(1);
    assertThat(text).doesNotContain("\u001b", "\u2028", "\u0085").endsWith(" left=3\n");
  }

  @Test
  void theTextIsAsItIsWritten() {
    assertThat(text(line("event=x_made name=%s@%d reason=\"%s\" by=%s", "prod", 3, "b", "a b")))
        .isEqualTo(
            " level=WARN logger=i.m.f.Fleet thread=main event=x_made name=prod@3 reason=\"b\""
                + " by=\"a b\"\n");
    assertThat(text(line("event=x_made detail=\"two words\""))).contains("detail=\"two words\"");
  }

  @Test
  void numbersAndTruthsOfJsonAreSuchAndPartsOfATextAreNot() throws IOException {
    JsonNode json =
        json(line("event=%s_made a=%d b=%s c=%s d=%s@%d", "x", 7L, true, "true", "p", 3));

    assertThat(json.path("event").asText()).isEqualTo("x_made");
    assertThat(json.path("a").isNumber()).isTrue();
    assertThat(json.path("b").isBoolean()).isTrue();
    assertThat(json.path("c").isTextual()).isTrue();
    assertThat(json.path("d").asText()).isEqualTo("p@3");
  }

  @Test
  void whatOthersSayIsAMessage() throws IOException {
    ExtLogRecord theirs = line("HTTP %s is\nup, a=b", "server");

    assertThat(json(theirs).path("message").asText()).isEqualTo("HTTP server is\nup, a=b");
    assertThat(text(theirs)).endsWith(" message=\"HTTP server is\\nup, a=b\"\n");
  }

  @Test
  void aFormatThatIsWrongCostsNoLine() throws IOException {
    assertThat(json(line("event=x a=%d", "no number")).path("message").asText())
        .startsWith("event=x a=");
    assertThat(json(line("event=x and more %s", "y")).path("message").asText())
        .isEqualTo("event=x and more %s [y]");
  }

  @Test
  void aFaultHasItsTrace() throws IOException {
    ExtLogRecord line = line("event=x_failed");
    line.setThrown(new IllegalStateException("why"));

    assertThat(json(line).path("exception").asText())
        .startsWith("java.lang.IllegalStateException: why\n\tat ");
    assertThat(text(line)).contains("event=x_failed\njava.lang.IllegalStateException: why\n");
  }

  @Test
  void aValueHasAnEnd() throws IOException {
    assertThat(json(line("event=x a=%s", "x".repeat(100_000))).path("a").asText())
        .hasSize(LogFields.LONGEST + 1);
  }
}
