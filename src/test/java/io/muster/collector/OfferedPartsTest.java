package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.ByteString;
import io.muster.agent.ConfigComparison;
import io.muster.agent.NotCompared;
import io.muster.config.ConfigDocument;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferedPartsTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private static ConfigComparison compare(String offered, String runs) {
    return config(offered).in(config(runs));
  }

  private static MergedConfig config(String yaml) {
    return MergedConfig.read(ConfigDocument.collector(ByteString.copyFromUtf8(yaml))).orElseThrow();
  }

  private static String pipeline(String members) {
    return "service: {pipelines: {traces: {" + members + "}}}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "receivers: [a, b] | receivers: [b, a] | 0 | 0 | 1",
        "processors: [a, b] | processors: [a, b], exporters: [] | 0 | 0 | 0",
        "receivers: 'a, b' | receivers: [a, b] | 0 | 0 | 0",
        "receivers: [' a / x '] | receivers: [a/x] | 0 | 0 | 0",
        "receivers: ['${env:R}', b] | receivers: [b, c] | 0 | 1 | 1",
        "receivers: '${env:R}' | receivers: [b, c] | 0 | 1 | 0",
        "processors: ['${env:R}', b] | processors: [c, b] | 0 | 1 | 0"
      })
  void aPipelineHasItsMembers(
      String offered, String runs, int defaults, int references, int unordered) {
    assertThat(compare(pipeline(offered), pipeline(runs)))
        .isEqualTo(new ConfigComparison.Same(new NotCompared(0, references, defaults, unordered)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "receivers: [a] | receivers: [a, b]",
        "receivers: [a, b] | receivers: [a]",
        "receivers: [a, b] | receivers: [a, a]",
        "processors: [a, b] | processors: [b, a]",
        "processors: [a] | processors: [a, b]",
        "processors: [] | processors: [b]",
        "receivers: [a] | receivers: [a], processors: [b]",
        "receivers: ['${env:R}', b] | receivers: [b]",
        "receivers: ['${env:R}', b] | receivers: [b, c, d]",
        "processors: ['${env:R}', b] | processors: [b, c]"
      })
  void aPipelineHasNoOtherMembers(String offered, String runs) {
    assertThat(compare(pipeline(offered), pipeline(runs)))
        .isInstanceOf(ConfigComparison.Differs.class);
  }

  @Test
  void whatWasNotOfferedIsTheMachinesOwn() {
    assertThat(
            compare(
                "{exporters: {a: {}}, extensions: {z: }, service: {extensions: [z, opamp],"
                    + " telemetry: {resource: {x: 1}}, pipelines: {traces: {exporters: [a]}}}}",
                "{exporters: {a: {}, b: {}}, extensions: {z: , opamp: {}}, service: {extensions:"
                    + " [opamp, disk, z], telemetry: {resource: {x: 2}},"
                    + " pipelines: {traces: {exporters: [a]}, logs: {exporters: [b]}}}}"))
        .isInstanceOf(ConfigComparison.Same.class);
  }

  @Test
  void aMemberTooManyIsToldAsOne() {
    assertThat(compare(pipeline("receivers: [a]"), pipeline("receivers: [a, b]")))
        .isInstanceOfSatisfying(
            ConfigComparison.Differs.class,
            differs ->
                assertThat(differs.sentence())
                    .isEqualTo(
                        "/service/pipelines/traces/receivers/1 should not be there, and is b"));
  }

  @Test
  void reasonsAreTold() {
    assertThat(NotCompared.NOTHING.sentence()).isEmpty();
    assertThat(new NotCompared(1, 0, 0, 0).sentence())
        .isEqualTo("1 value was not compared: 1 redacted");
    assertThat(new NotCompared(1, 2, 3, 4).and(new NotCompared(1, 0, 0, 0)).sentence())
        .isEqualTo(
            "11 values were not compared: 2 redacted, 2 known to the agent only, 3 left to its"
                + " defaults, 4 in another order that means nothing");
  }

  /** Each level was compared twice where its items differ: 2 to the power of the depth. */
  @Test
  void listsInListsTakeNoLongerThanTheyAreLong() {
    String deep = "[".repeat(60) + "x" + "]".repeat(60);
    assertTimeoutPreemptively(
        LONG,
        () ->
            assertThat(compare("a: " + deep, "a: " + deep.replace('x', 'y')))
                .isInstanceOf(ConfigComparison.Differs.class));
  }

  @Test
  void referencesThatNeverCloseTakeNoLongerThanTheyAreLong() {
    String open = "${".repeat(500_000);
    assertTimeoutPreemptively(
        LONG,
        () ->
            assertThat(compare("exporters: {a: {b: '" + open + "'}}", "exporters: {a: {b: x}}"))
                .isInstanceOf(ConfigComparison.Differs.class));
  }
}
