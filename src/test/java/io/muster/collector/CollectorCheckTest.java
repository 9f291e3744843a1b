package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.ByteString;
import io.muster.collector.CollectorCheck.As;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.syntax.ConfigProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorCheckTest {

  private static final String FINE =
      """
      receivers:
        otlp:
          protocols:
            grpc:
      exporters:
        debug:
      service:
        pipelines:
          traces:
            receivers: [otlp]
            exporters: [debug]
      """;

  private static final CollectorCheck CHECK = new CollectorCheck();

  private static Validation check(String yaml, Distribution distribution) {
    return CHECK.check(
        ConfigDocument.collector(ByteString.copyFromUtf8(yaml)), As.FOUND, distribution);
  }

  private static Validation check(String yaml) {
    return check(yaml, Distribution.UNKNOWN);
  }

  private static ConfigProblem only(List<ConfigProblem> problems) {
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  @Test
  void aWholeConfigIsFoundAndItsComponentsAreReportedAsNotChecked() {
    Validation validation = check(FINE);
    assertThat(validation.collector()).isTrue();
    assertThat(validation.problems()).isEmpty();
    assertThat(validation.notChecked()).containsExactly("/receivers/otlp", "/exporters/debug");
  }

  @Test
  void anUndefinedComponentIsToldWithPlacePathAndWhatMayHaveBeenMeant() {
    ConfigProblem problem =
        only(
            check(
                    FINE.replace("receivers: [otlp]", "receivers: [otlp, debgu]")
                        .replace("  otlp:\n", "  debug/2:\n  otlp:\n"))
                .errors());
    assertThat(problem.toString()).startsWith("collector.yaml:11:25: ");
    assertThat(problem.path()).isEqualTo("/service/pipelines/traces/receivers/1");
    assertThat(problem.message())
        .isEqualTo("pipeline 'traces' names receiver 'debgu', which is not defined");
    ConfigProblem near = only(check(FINE.replace("[otlp]", "[oltp]")).errors());
    assertThat(near.hint()).isEqualTo("did you mean 'otlp'?");
  }

  @Test
  void anExplicitNullIsNothing() {
    assertThat(check(FINE.replace("  debug:", "  debug: !!null ''")).problems()).isEmpty();
    assertThat(check(FINE.replace("  debug:", "  debug: ''")).errors()).hasSize(1);
  }

  @Test
  void slashesInIdsAreEscapedInPaths() {
    Validation validation = check(FINE.replace("  debug:\n", "  debug:\n  debug/a:\n"));
    assertThat(only(validation.warnings()).path()).isEqualTo("/exporters/debug~1a");
    assertThat(only(validation.warnings()).message())
        .isEqualTo("exporter 'debug/a' is defined and not used");
    assertThat(validation.refused()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receivers: {otlp: }\n", // a part that others complete
        "service: {extensions: [nope]}\n",
        "apiVersion: v1\nspec: {config: {service: {pipelines: {traces: }}}}\n",
        "input: {paths: ['${nonsense:x}']}\n",
        "service: {pipelines: }\n",
        "service: text\n"
      })
  void whatHasNoPipelinesIsNoCollectorsConfigAndPasses(String yaml) {
    Validation validation = check(yaml);
    assertThat(validation.collector()).isFalse();
    assertThat(validation.problems()).isEmpty();
  }

  @Test
  void thePartIsRefusedWhenItIsSaidToBeWhole() {
    Validation validation =
        CHECK.check(
            ConfigDocument.collector(ByteString.copyFromUtf8("receivers: {otlp: }\n")),
            As.COLLECTOR,
            Distribution.UNKNOWN);
    assertThat(validation.errors())
        .extracting(ConfigProblem::message)
        .containsExactlyInAnyOrder(
            "the service has no pipelines",
            "the config defines no exporters, collectors need at least one");
  }

  @Test
  void anAgentsOwnComponentsDecideWhatItCanRun() {
    Distribution agent =
        new Distribution(
            Map.of(
                ComponentKind.RECEIVER,
                Set.of("otlp"),
                ComponentKind.EXPORTER,
                Set.of("otlp", "nop")),
            "0.98.0");
    ConfigProblem problem = only(check(FINE, agent).errors());
    assertThat(problem.toString())
        .isEqualTo("collector.yaml:6:3: the agent has no exporter 'debug' (it has nop, otlp)");
    assertThat(check(FINE, Distribution.UNKNOWN).refused()).isFalse();
  }

  @Test
  void aComponentOfTheWrongKindIsPointedOut() {
    Distribution agent =
        new Distribution(
            Map.of(
                ComponentKind.EXPORTER,
                Set.of("debug", "otlp"),
                ComponentKind.RECEIVER,
                Set.of("otlp", "debug2")),
            "");
    String yaml = FINE.replace("  debug:\n", "  debug:\n  debug2:\n");
    assertThat(only(check(yaml, agent).errors()).hint())
        .isEqualTo("it has a receiver of this type: did you mean 'receivers'?");
  }

  @Test
  void theVersionOfTheAgentDecidesAboutRemovedTelemetryKeys() {
    String yaml = FINE + "  telemetry:\n    metrics:\n      address: x:1\n";
    assertThat(check(yaml, new Distribution(Map.of(), "0.127.0")).refused()).isFalse();
    assertThat(check(yaml, new Distribution(Map.of(), "v0.128.1")).refused()).isTrue();
    assertThat(only(check(yaml).warnings()).path()).isEqualTo("/service/telemetry/metrics/address");
  }

  @Test
  void aCycleIsToldAsTheWayItTakes() {
    String yaml =
        """
        receivers: {otlp: }
        exporters: {debug: }
        connectors: {forward/a: , forward/b: }
        service:
          pipelines:
            logs/1: {receivers: [otlp, forward/b], exporters: [forward/a, debug]}
            logs/2: {receivers: [forward/a], exporters: [forward/b]}
        """;
    ConfigProblem problem = only(check(yaml).errors());
    assertThat(problem.message())
        .isEqualTo(
            "data goes round for ever: connector 'forward/a' (logs to logs) -> pipeline 'logs/2'"
                + " -> connector 'forward/b' (logs to logs) -> pipeline 'logs/1'"
                + " -> connector 'forward/a' (logs to logs)");
  }

  @Test
  void aConnectorOfAnUnknownTypeOnlyWarnsOfACycle() {
    String yaml =
        """
        receivers: {otlp: }
        exporters: {debug: }
        connectors: {homemade: }
        service:
          pipelines:
            logs: {receivers: [otlp, homemade], exporters: [debug, homemade]}
        """;
    Validation validation = check(yaml);
    assertThat(validation.refused()).isFalse();
    assertThat(only(validation.warnings()).message()).startsWith("data goes round for ever");
  }

  @Test
  void whatComesFromTheAgentsEnvironmentIsNotGuessed() {
    String yaml =
        """
        receivers: ${file:/etc/receivers.yaml}
        exporters: {debug: }
        connectors: {forward: }
        service:
          pipelines:
            logs: {receivers: [anything, "${env:MORE}"], exporters: [debug, forward]}
            logs/2: ${env:SECOND}
        """;
    assertThat(check(yaml).problems()).isEmpty();
  }

  @Test
  void filesAreMergedInTheOrderOfTheirNamesAndTheNamelessOneLast() {
    ConfigDocument document =
        new ConfigDocument(
            List.of(
                file("", "service: {pipelines: {traces: {receivers: [zipkin]}}}\n"),
                file("a.yaml", FINE),
                file("b.json", "{\"receivers\": {\"zipkin\": null}}"),
                file("notes.txt", "not: [yaml")));
    Validation validation = CHECK.check(document, As.FOUND, Distribution.UNKNOWN);
    assertThat(validation.errors()).isEmpty();
    assertThat(only(validation.warnings()).toString())
        .startsWith("a.yaml:2:3: receiver 'otlp' is defined and not used");
  }

  private static ConfigFile file(String name, String text) {
    String type = name.isEmpty() ? "text/yaml" : "";
    return new ConfigFile(name, ByteString.copyFromUtf8(text), type);
  }

  @Test
  void findingsAreBoundedAndTheRestIsCounted() {
    StringBuilder yaml = new StringBuilder(FINE.replace("[otlp]", "["));
    yaml.setLength(yaml.indexOf("receivers: [") + "receivers: [".length());
    for (int i = 0; i < 500; i++) {
      yaml.append("nope/").append(i).append(", ");
    }
    yaml.append("otlp]\n      exporters: [debug]\n");
    Validation validation = check(yaml.toString());
    assertThat(validation.errors()).hasSize(100);
    assertThat(validation.more()).isEqualTo(400);
  }

  @Test
  void hugeAndEntangledConfigsTakeLittleTime() {
    List<String> configs = new ArrayList<>();
    StringBuilder joined = new StringBuilder("receivers: {otlp: }\nexporters: {debug: }\n");
    joined.append("connectors: {forward: }\nservice:\n  pipelines:\n");
    for (int i = 0; i < 12_000; i++) {
      joined
          .append("    logs/")
          .append(i)
          .append(": {receivers: [otlp, forward], exporters: [debug, forward]}\n");
    }
    configs.add(joined.toString());
    StringBuilder undefined = new StringBuilder("exporters: {debug: }\nreceivers:\n");
    for (int i = 0; i < 40_000; i++) {
      undefined.append("  otlp/").append(i).append(":\n");
    }
    undefined.append("service:\n  pipelines:\n    logs:\n      exporters: [debug]\n");
    undefined.append("      receivers:\n");
    for (int i = 0; i < 40_000; i++) {
      undefined.append("      - oltp/").append(i).append('\n');
    }
    configs.add(undefined.toString());
    configs.add(FINE + "x: '" + "${".repeat(1_000_000) + "}".repeat(1_000_000) + "'\n");
    configs.add(FINE + "x: '" + "$${a} ".repeat(1_000_000) + "'\n");
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (String config : configs) {
            assertThat(check(config).collector()).isTrue();
          }
        });
  }
}
