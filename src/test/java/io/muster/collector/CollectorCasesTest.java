package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.collector.CollectorCheck.As;
import io.muster.config.ConfigDocument;
import io.muster.config.DocumentCheck;
import io.muster.config.syntax.ConfigProblem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configs that were once taken or refused wrongly, and what a collector says of `telemetry`. */
class CollectorCasesTest {

  private static final String FINE =
      """
      receivers: {otlp: }
      exporters: {debug: }
      service:
        pipelines: {traces: {receivers: [otlp], exporters: [debug]}}
      """;

  private static List<ConfigProblem> errors(ByteString body) {
    ConfigDocument document = ConfigDocument.collector(body);
    List<ConfigProblem> errors = new ArrayList<>(DocumentCheck.problems(document, false));
    if (errors.isEmpty()) {
      errors.addAll(new CollectorCheck().check(document, As.FOUND, Distribution.UNKNOWN).errors());
    }
    return errors;
  }

  private static ByteString file(String name) throws IOException {
    try (InputStream in = CollectorCasesTest.class.getResourceAsStream("/cases/" + name)) {
      return ByteString.readFrom(Objects.requireNonNull(in));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "04-service-misspelled|3:1|did you mean 'service'?",
        "04-pipelines-misindented|8:5|it is a key of 'service'",
        "05-tab-before-comment|3:1|indent with spaces",
        "05-tab-on-blank-line|3:1|indent with spaces",
        "06-line-separator-in-comment|1:7|what follows is a line of its own",
        "06-nel-in-comment|1:7|what follows is a line of its own",
        "07-directive-1.2|1:1|remove it",
        "08-del-character|10:31|write it as an escape",
        "10-metrics-level|10:32|levels are none, basic, normal, detailed"
      })
  void isRefusedWithPlaceAndHint(String name, String place, String hint) throws IOException {
    assertThat(errors(file(name + ".yaml")))
        .anySatisfy(problem -> {
          assertThat(problem.line() + ":" + problem.column()).isEqualTo(place);
          assertThat(problem.hint()).contains(hint);
        });
  }

  @Test
  void aSeparatorAtTheEndIsTaken() throws IOException {
    assertThat(errors(file("09-trailing-separator.yaml"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "receivers: {otlp: }~exporter: {debug: }~service: {pipelines: {}}|did you mean"
            + " 'exporters'?",
        "receivers: {otlp: }~exporters: {debug: }~services: {}|did you mean 'service'?",
        "receivers: {otlp: }~exporters: {debug: }~pipelines: {}|it is a key of 'service'",
        "receivers: {otlp: }~service: {processors: {batch: }}|at the top level",
        "processors: {batch: }~connectors: {forward: }~x-y: 1|known are connectors",
        "exporters: {debug: }~extensions: {zpages: }~servise: 1|did you mean 'service'?",
        "receivers: {otlp: }~service: {pipeline: {}}|did you mean 'pipelines'?",
      })
  void twoKeysOfACollectorMakeACollectorsConfig(String text, String hint) {
    assertThat(errors(ByteString.copyFromUtf8(text.replace('~', '\n'))))
        .anySatisfy(problem -> {
          assertThat(problem.hint()).contains(hint);
          assertThat(problem.line()).isPositive();
          assertThat(problem.column()).isPositive();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "service: {pipeline: x, parsers: y}",
        "receivers: {otlp: }",
        "exporters: {debug: }~x: 1",
        "services: {web: {image: x}}~networks: {}"
      })
  void oneKeyOfACollectorDoesNot(String text) {
    assertThat(errors(ByteString.copyFromUtf8(text.replace('~', '\n')))).isEmpty();
  }

  /** As collector 0.158 says by `otelcol validate`. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ERR|metrics: {level: verbose}",
        "OK|metrics: {level: Detailed}",
        "OK|metrics: {level: DETAILED}",
        "OK|metrics: {level: none, readers: []}",
        "ERR|metrics: {readers: []}",
        "ERR|metrics: {level: basic, readers: []}",
        "OK|metrics: {level: basic, readers: }",
        "OK|metrics: {readers: }",
        "OK|metrics: {level: }",
        "ERR|metrics: {level: \"\"}",
        "OK|metrics: {level: 1}",
        "OK|metrics: {level: \"${env:X:-basic}\"}",
        "ERR|metrics: {level: normal, views: [{selector: {instrument_name: x}}]}",
        "OK|metrics: {level: detailed, views: [{selector: {instrument_name: x}}]}",
        "ERR|metrics: {views: []}",
        "OK|metrics: {level: normal, views: }",
        "OK|metrics: {readers: [{pull: {exporter: {prometheus: {host: localhost, port: 1}}}}]}",
        "ERR|metrics: {readers: [{pul: {exporter: {prometheus: {host: localhost, port: 1}}}}]}",
        "OK|metrics: {readers: [{}]}",
        "ERR|metrics: {readers: [1]}",
        "ERR|metrics: {readers: {}}",
        "ERR|metrics: {foo: 1}",
        "ERR|traces: {level: verbose}",
        "OK|traces: {level: none}",
        "OK|traces: {propagators: [x]}",
        "ERR|traces: {foo: 1}",
        "OK|logs: {level: warning}",
        "OK|logs: {level: WARN}",
        "ERR|logs: {level: trace}",
        "OK|logs: {level: dpanic}",
        "OK|logs: {level: \"\"}",
        "OK|logs: {level: 1}",
        "OK|logs: {encoding: xml}",
        "OK|logs: {sampling: {enabled: true, tick: 10s, initial: 1, thereafter: 1}}",
        "ERR|logs: {sampling: {foo: 1}}",
        "OK|logs: {sampling: }",
        "OK|logs: {output_paths: stderr}",
        "ERR|logs: {development: maybe}",
        "ERR|logs: {foo: 1}",
        "OK|resource: {a: b}",
        "OK|resource: {a: null}",
        "OK|resource: {attributes: [{name: a, value: b}]}",
        "OK|resource: {detectors: {}}",
        "ERR|resource: {a: {b: c}}",
        "ERR|foo: {}",
        "ERR|pipelines: {}",
        "ERR|metrics: []",
        "ERR|metrics: x",
        "OK|`metrics: `",
        "ERR|metrics:",
        "ERR|resource: []",
        "ERR|level: x"
      })
  void telemetryIsJudgedAsTheCollectorDoes(String verdict, String telemetry) {
    List<ConfigProblem> errors =
        errors(ByteString.copyFromUtf8(FINE + "  telemetry: {" + telemetry + "}\n"));
    assertThat(errors.isEmpty()).as("%s", errors).isEqualTo(verdict.equals("OK"));
  }
}
