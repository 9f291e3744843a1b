package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.ConfigComparison;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergedConfigTest {

  private static MergedConfig config(String yaml) {
    return MergedConfig.read(ConfigDocument.collector(ByteString.copyFromUtf8(yaml))).orElseThrow();
  }

  private static ConfigComparison compare(String desired, String effective) {
    return config(desired).in(config(effective));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a: {b: 1, c: [x, y]} | {\"c\": 1, \"a\": {\"c\": [\"x\", \"y\"], \"b\": 1}}",
        "a: {grpc: } | a: {grpc: {}}",
        "a: {grpc: {}} | a: {grpc: null}",
        "a: 'true' | a: true",
        "a: 1.50 | a: 1.5",
        "a: 0x10 | a: 16",
        "a: 1_000 | a: 1000",
        "a: 0o17 | a: 15",
        "a: ${env:PORT} | a: 4317",
        "a: 'x:${env:PORT}' | a: x:4317",
        "a: '$$1' | a: $1",
        "a: '[REDACTED]' | a: whatever",
        "a: secret | a: '[REDACTED]'",
        "a: {b: 1} | {a: {b: 1, more: 2}, opamp: {server: x}}",
        "l: [batch, memory] | l: [batch, added, memory]",
        "l: [] | l: [x]",
        "r: {otlp: {protocols: {grpc: }}} | r: {otlp: {protocols: {grpc: {endpoint: x}}}}",
        "r: {otlp: {protocols: {grpc: {}}}} | r: {otlp: {protocols: {grpc: {endpoint: x}}}}",
        "e: {debug: {}} | e: {debug: {use_internal_logger: true}}",
        "e: {debug: } | e: {debug: [x]}",
        "e: {debug: {}} | e: {debug: text}",
        "l: [null, {}] | l: [{a: 1}, {b: 2}]",
        "x: &x {k: 1}\\ny: {<<: *x} | {x: {k: 1}, y: {k: 1}}"
      })
  void theSameInAnotherFormOrWithMoreIsTheSame(String desired, String effective) {
    assertThat(compare(desired.replace("\\n", "\n"), effective))
        .isInstanceOf(ConfigComparison.Same.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a: {b: {c: 5s}} | a: {b: {c: 6s}} | /a/b/c | 5s | 6s",
        "a: {b: 1} | {a: {c: 1}} | /a/b | 1 | ",
        "p: [one, two] | p: [two, one] | /p/1 | two | one",
        "p: [one, two] | p: [one] | /p/1 | two | ",
        "p: [one] | p: [three] | /p/0 | one | three",
        "e: {debug: , otlp: {endpoint: x}} | e: {otlp: {endpoint: x}} | /e/debug | nothing | ",
        "a: {b: {c: 1}} | a: {b: text} | /a/b | a mapping | text",
        "a: {b: {c: 1}} | a: {b: } | /a/b | a mapping | nothing",
        "a: 1 | a: {} | /a | 1 | a mapping",
        "e: {debug: {}} | e: {otlp: {}} | /e/debug | a mapping | ",
        "r: {otlp: {protocols: {grpc: }}} | r: {otlp: {protocols: {}}} | /r/otlp/protocols/grpc |"
            + " nothing | ",
        "a: [{n: 1, v: 2}] | a: [{n: 1, v: 3}] | /a/0/v | 2 | 3"
      })
  void whatIsMissingOrOtherwiseIsToldWithItsPath(
      String desired, String effective, String path, String wanted, String found) {
    assertThat(compare(desired, effective))
        .isEqualTo(new ConfigComparison.Differs(path, wanted, found == null ? "" : found));
  }

  @Test
  void filesAreLaidOverEachOtherOnBothSides() {
    ConfigDocument two =
        new ConfigDocument(
            List.of(
                new ConfigFile("a.yaml", ByteString.copyFromUtf8("a: {b: 1}\n"), "text/yaml"),
                new ConfigFile(
                    "b.yaml", ByteString.copyFromUtf8("a: {b: 2, c: 3}\n"), "text/yaml")));
    assertThat(MergedConfig.read(two).orElseThrow().in(config("a: {b: 2, c: 3}")))
        .isEqualTo(new ConfigComparison.Same());
  }

  @Test
  void whatIsNoConfigOfMappingsCannotBeCompared() {
    assertThat(MergedConfig.read(ConfigDocument.collector(ByteString.copyFromUtf8("text"))))
        .isEmpty();
    assertThat(MergedConfig.read(ConfigDocument.collector(ByteString.copyFromUtf8("a: ["))))
        .isEmpty();
    assertThat(
            MergedConfig.read(
                new ConfigDocument(
                    List.of(new ConfigFile("x.ini", ByteString.copyFromUtf8("a=1"), "")))))
        .isEmpty();
  }
}
