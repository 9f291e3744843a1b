package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.collector.AdoptableConfig.Gap;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.FillIn;
import io.muster.config.syntax.ConfigProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AdoptableConfigTest {

  private static final String WRITTEN =
      """
      connectors: {}
      exporters:
          debug:
              output_paths: []
          otlphttp:
              endpoint: https://user:REDACTED@gw:4318
              headers:
                  - name: authorization
                    value: '[REDACTED]'
              sending_queue:
                  sizer: {}
                  queue_size: 1000
      extensions:
          opamp:
              ppid: 4242
          zpages: {}
      processors:
          transform:
              trace_statements:
                  - replace_pattern(name, "a(.)", "$1")
      receivers:
          otlp:
              protocols:
                  grpc:
                      keepalive: {enforcement_policy: {}}
                  http: null
      service:
          extensions: [opamp, zpages]
          pipelines:
              traces:
                  exporters: [debug, otlphttp]
                  processors: [transform]
                  receivers: [otlp]
              logs:
                  exporters: [debug]
                  processors: []
                  receivers: [otlp]
          telemetry:
              logs: {level: info}
              resource: {attributes: [{name: service.instance.id, value: abc}]}
      """;

  private static AdoptableConfig of(String text) {
    return AdoptableConfig.of(EffectiveCorpus.reported(text)).orElseThrow();
  }

  private static String body(AdoptableConfig config) {
    return config.document().files().getFirst().body().toStringUtf8();
  }

  @Test
  void whatACollectorHasWrittenIsMadeFitToBeReadByOne() {
    AdoptableConfig config = of(WRITTEN);
    assertThat(config.document().files().getFirst().name()).isEqualTo("collector.yaml");
    assertThat(body(config))
        .isEqualTo(
            """
            exporters:
              debug: {}
              otlphttp:
                endpoint: "https://user:<MUSTER-FILL-IN>@gw:4318"
                headers:
                - name: authorization
                  value: "<MUSTER-FILL-IN>"
                sending_queue:
                  queue_size: 1000
            extensions:
              zpages: {}
            processors:
              transform:
                trace_statements:
                - "replace_pattern(name, \\"a(.)\\", \\"$$1\\")"
            receivers:
              otlp:
                protocols:
                  grpc:
                    keepalive: {}
            service:
              extensions:
              - zpages
              pipelines:
                traces:
                  exporters:
                  - debug
                  - otlphttp
                  processors:
                  - transform
                  receivers:
                  - otlp
                logs:
                  exporters:
                  - debug
                  processors: []
                  receivers:
                  - otlp
              telemetry:
                logs:
                  level: info
            """);
    assertThat(config.gaps())
        .containsExactly(
            new Gap("collector.yaml", 4, "/exporters/otlphttp/endpoint"),
            new Gap("collector.yaml", 7, "/exporters/otlphttp/headers/0/value"));
  }

  @Test
  void itMeansTheSameWhateverTheAgentsPutInAndTheOrderOfWhatHasNone() {
    AdoptableConfig config = of(WRITTEN);
    String other =
        WRITTEN
            .replace("4242", "17")
            .replace("value: abc", "value: xyz")
            .replace("[debug, otlphttp]", "[otlphttp, debug]");
    assertThat(of(other).meaning()).isEqualTo(config.meaning());
    assertThat(of(WRITTEN.replace("1000", "2000")).meaning()).isNotEqualTo(config.meaning());
    assertThat(of(WRITTEN.replace("level: info", "level: warn")).meaning())
        .isNotEqualTo(config.meaning());
  }

  @Test
  void otherTextsStayAsTheyAreButForWhatHasToBeFilledIn() {
    String text = "# key: REDACTED\ninput: ${env:X}\nsecret: \"[REDACTED]\"\n";
    AdoptableConfig config =
        AdoptableConfig.of(
                new ConfigDocument(
                    List.of(
                        new ConfigFile(
                            "main.conf", ByteString.copyFromUtf8("x = $1\n"), "text/plain"),
                        new ConfigFile("other.yaml", ByteString.copyFromUtf8(text), "text/yaml"))))
            .orElseThrow();
    assertThat(config.document().file("main.conf").orElseThrow().body().toStringUtf8())
        .isEqualTo("x = $1\n");
    assertThat(config.document().file("other.yaml").orElseThrow().body().toStringUtf8())
        .isEqualTo("# key: <MUSTER-FILL-IN>\ninput: ${env:X}\nsecret: \"<MUSTER-FILL-IN>\"\n");
    assertThat(config.gaps())
        .containsExactly(new Gap("other.yaml", 1, ""), new Gap("other.yaml", 3, "/secret"));
  }

  @Test
  void whatIsEmptyOrCannotBeReadIsNone() {
    assertThat(AdoptableConfig.of(EffectiveCorpus.reported(""))).isEmpty();
    assertThat(AdoptableConfig.of(EffectiveCorpus.reported("a: [\n"))).isEmpty();
  }

  /** Of everything that a real collector wrote: what is adopted is what it runs. */
  @ParameterizedTest
  @FieldSource("io.muster.collector.EffectiveCorpus#RELEASES")
  void everyCollectorRunsWhatIsAdoptedOfIt(String release) {
    List<String> wrong = new ArrayList<>();
    int gaps = 0;
    int all = 0;
    for (String kind : List.of("collector", "typed")) {
      for (Map.Entry<String, String> each : EffectiveCorpus.effective(release, kind).entrySet()) {
        ConfigDocument runs = EffectiveCorpus.redacted(EffectiveCorpus.reported(each.getValue()));
        AdoptableConfig config = AdoptableConfig.of(runs).orElse(null);
        if (config == null) {
          wrong.add(each.getKey() + " is not read");
          continue;
        }
        all++;
        gaps += config.gaps().isEmpty() ? 0 : 1;
        String text = body(config);
        if (text.contains("sizer: {}") || text.contains("null\n") || text.contains("opamp:")) {
          wrong.add(each.getKey() + " has what no collector reads back");
        }
        MergedConfig effective = MergedConfig.read(runs).orElseThrow();
        MergedConfig wanted = MergedConfig.read(config.document()).orElseThrow();
        if (config.gaps().isEmpty() && !wanted.isRunBy(effective)) {
          wrong.add(each.getKey() + " is not run: " + wanted.in(effective));
        }
        String[] lines = text.split("\n", -1);
        config
            .gaps()
            .forEach(gap -> {
              if (!lines[gap.line() - 1].contains(FillIn.MARK) || gap.path().isEmpty()) {
                wrong.add(each.getKey() + " " + gap);
              }
            });
        // Not less may be found wrong than with gaps; what a check says of a real config is false.
        List<ConfigProblem> problems =
            config.gaps().isEmpty()
                ? new CollectorCheck()
                    .check(config.document(), CollectorCheck.As.COLLECTOR, Distribution.UNKNOWN)
                    .errors()
                : List.of();
        problems.forEach(problem -> wrong.add(each.getKey() + ": " + problem));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(all).isGreaterThan(180);
    assertThat(gaps).isPositive();
  }
}
