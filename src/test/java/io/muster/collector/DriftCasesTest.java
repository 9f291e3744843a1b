package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.ConfigComparison;
import io.muster.agent.NotCompared;
import io.muster.config.ConfigDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configs as they were offered, and as a collector 0.161 writes them. */
class DriftCasesTest {

  private static final Path CASES = Path.of("src/test/resources/cases");

  private static String text(String name) throws IOException {
    return Files.readString(CASES.resolve(name));
  }

  private static ConfigComparison compare(String desired, String effective) {
    return config(desired).in(config(effective));
  }

  private static MergedConfig config(String yaml) {
    return MergedConfig.read(ConfigDocument.collector(ByteString.copyFromUtf8(yaml))).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"01-drift-null", "02-drift-typed"})
  void whatACollectorMakesOfAConfigIsNoDrift(String name) throws IOException {
    assertThat(compare(text(name + "-desired.yaml"), text(name + "-effective.yaml")))
        .isInstanceOf(ConfigComparison.Same.class);
  }

  @Test
  void whatCannotBeComparedIsCounted() throws IOException {
    ConfigComparison comparison =
        compare(text("02-drift-typed-desired.yaml"), text("02-drift-typed-effective.yaml"));
    // The header, and `enabled: true` of the queue.
    assertThat(comparison).isEqualTo(new ConfigComparison.Same(new NotCompared(1, 0, 1, 0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "endpoint: gw:4317 | endpoint: gw:4318 | /exporters/otlp_grpc/endpoint",
        "x.example/otlp | y.example/otlp | /exporters/otlp_http/endpoint",
        "max_recv_msg_size_mib: 16 | max_recv_msg_size_mib: 17 |"
            + " /receivers/otlp/protocols/grpc/max_recv_msg_size_mib",
        "max_recv_msg_size_mib: 16 | x: 1 |"
            + " /receivers/otlp/protocols/grpc/max_recv_msg_size_mib",
        "max_connection_age: 1m0s | max_connection_age: 1m1s |"
            + " /receivers/otlp/protocols/grpc/keepalive/server_parameters/max_connection_age",
        "\"eu\" | \"us\" | /processors/transform~1t/trace_statements/0/statements/0",
        "\"b\" | \"c\" | /processors/transform~1t/log_statements/0/statements/0",
        "\"/health\" | \"/ready\" | /processors/filter~1h/traces/span/0",
        "name: x-team | name: x-other | /exporters/otlp_grpc/headers/x-team",
        "~                - resource\\n~ | | /service/pipelines/traces/processors/1",
        "~                - debug\\n~ | | /service/pipelines/traces/exporters/2",
        "~                - debug\\n~ | ~                - debug\\n                - more\\n~ |"
            + " /service/pipelines/traces/exporters/3",
        "~                - resource\\n                - attributes/x\\n~ |"
            + " ~                - attributes/x\\n                - resource\\n~ |"
            + " /service/pipelines/traces/processors/1",
        "\\n    zpages:\\n | \\n    zpages/2:\\n | /extensions/zpages",
        "~        - zpages\\n~ | | /service/extensions/0",
        "~        logs:\\n            exporters:~ | ~        metrics:\\n            exporters:~ |"
            + " /service/pipelines/logs",
        "level: warn | level: info | /service/telemetry/logs/level",
        "level: Detailed | level: Normal | /service/telemetry/metrics/level",
        "verbosity: Detailed | verbosity: Basic | /exporters/debug/verbosity",
        "insecure: true | insecure: false | /exporters/otlp_grpc/tls/insecure"
      })
  void theSameWithOneThingChangedIsDrift(String from, String to, String path) throws IOException {
    String effective = text("02-drift-typed-effective.yaml");
    String before = from.replace("\\n", "\n");
    String after = to == null ? "" : to.replace("\\n", "\n");
    assertThat(effective).contains(before);
    int at = effective.indexOf(before);
    String changed = effective.substring(0, at) + after + effective.substring(at + before.length());
    assertThat(compare(text("02-drift-typed-desired.yaml"), changed))
        .isInstanceOfSatisfying(
            ConfigComparison.Differs.class, differs -> assertThat(differs.path()).isEqualTo(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "0644 | 420",
        "2024-01-01 | ~\"2024-01-01T00:00:00Z\"~",
        "2024-01-01 10:00:00.5 +2 | ~2024-01-01T08:00:00.5Z~",
        "0x1F | 31",
        "0o644 | 420",
        "0b101 | 5",
        "1e3 | 1000",
        "1_000 | 1000",
        "12345678901234567890123.0 | 1.2345678901234568e+22",
        ".5 | 0.5",
        "'8888' | 8888",
        "8888 | '8888'",
        "60s | 1m0s",
        "1h | 1h0m0s",
        "90m | 1h30m0s",
        "1.5s | 1500ms",
        "100us | 100µs",
        "30 | 30ns",
        "0 | 0s",
        "1d | 24h0m0s",
        "2MiB | 2097152",
        "1kb | 1000",
        "10k | 10240",
        "WARN | warn",
        "detailed | Detailed",
        "'true' | true",
        "True | true",
        "'a, b' | [a, b]",
        "a | [a]",
        "[a] | a",
        "'' | null",
        "false | null",
        "$$x | $x",
        "{b: 1, a: x} | [{name: a, value: x}, {name: b, value: '1'}]",
        "[{key: a, value: x}] | {a: x}",
        "[{name: b, value: 1}, {name: a, value: 2}] | [{name: a, value: 2}, {name: b, value: 1}]",
        "[s, t] | [{context: '', statements: [s, t]}]",
        "[s, t] | [{statements: [s]}, {statements: [t]}]",
        "[s, {context: log, statements: [t]}] | [{statements: [s]}, {context: log, statements:"
            + " [t]}]",
        "[s] | [{conditions: [s], error_mode: ''}]",
        "{enabled: true, size: 1} | {size: 1}",
        "{enabled: false, size: 1} | null",
        "{insecure: false} | {}",
        "attributes.time | {fieldinterface: {keys: [time]}}",
        "attributes[\"a\"][\"b\"] | {field: {fieldinterface: {keys: [a, b]}}}",
        "bytes | {}",
        "${env:X} | {a: 1}",
        "a-${env:X}-b | a-1-b",
        "https://u:${env:P}@h/x | https://u:REDACTED@h/x",
        "https://u:p@h/x | https://u:REDACTED@h/x"
      })
  void formsOfOneValueAreTheSame(String wanted, String found) {
    assertThat(compare(exporter(wanted), exporter(found)))
        .isInstanceOf(ConfigComparison.Same.class);
  }

  private static String exporter(String value) {
    return "exporters:\n  x:\n    t: 1\n    s: " + value + "\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "0644 | 644",
        "2024-01-01 | ~\"2024-01-02T00:00:00Z\"~",
        "60s | 1m1s",
        "30 | 30s",
        "2MiB | 2097153",
        "1MB | 1000001",
        "1.5 | 1.6",
        "12345678901234567890 | 12345678901234567891",
        "warn | info",
        "true | false",
        "[a, b] | [b, a]",
        "[a] | [a, b]",
        "[a, b] | [a]",
        "{b: 1} | [{name: b, value: 2}]",
        "{b: 1} | [{name: b, value: 1}, {name: c, value: 2}]",
        "[s, t] | [{statements: [t, s]}]",
        "[s, t] | [{statements: [s]}]",
        "[s] | [{statements: [s, t]}]",
        "{size: 1} | null",
        "{enabled: true, size: 1} | null",
        "{insecure: true} | {}",
        "{a: 1} | {}",
        "attributes.time | {fieldinterface: {keys: [date]}}",
        "a-${env:X}-b | a-1-c",
        "https://u:p@h/x | https://u:REDACTED@g/x",
        "x | null"
      })
  void otherValuesAreDifferences(String wanted, String found) {
    assertThat(compare(exporter(wanted), exporter(found)))
        .isInstanceOf(ConfigComparison.Differs.class);
  }
}
