package io.muster.config.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.Rules;
import io.muster.config.syntax.ConfigProblem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Rule sets are checked with line and column, and put where they belong. */
class OttlRulesTest {

  private static final String CONFIG =
      """
      # comments are not kept
      receivers:
        otlp:
          protocols: {grpc: }
      processors:
        memory_limiter:
          check_interval: 1s
        batch:
        batch/large: {timeout: 10s}
        transform/old:
          log_statements: ['set(log.attributes["a"], "${env:A}")']
      exporters:
        debug:
          verbosity: "yes"
      service:
        pipelines:
          traces:
            receivers: [otlp]
            processors: [memory_limiter, batch]
            exporters: [debug]
          logs/in:
            receivers: [otlp]
            processors:
            - memory_limiter
            - transform/old
            - batch/large
            - batch
            exporters: [debug]
          metrics:
            receivers: [otlp]
            exporters: [debug]
      """;

  private static final String REDACT =
      """
      error_mode: ignore
      trace_statements:
        - set(span.attributes["a"], "b")
      log_statements:
        - context: log
          conditions: ['IsString(body)']
          statements:
            - delete_key(attributes, "password")
      """;

  private final OttlRules rules = new OttlRules();

  private static ConfigDocument document(String yaml) {
    return ConfigDocument.collector(ByteString.copyFromUtf8(yaml));
  }

  private static Rules.Named named(String name, String yaml) {
    return new Rules.Named(name, document(yaml));
  }

  private String composed(String config, Rules.Named... sets) {
    return switch (rules.compose(document(config), List.of(sets))) {
      case Rules.Composed(ConfigDocument document, var _) ->
          document.files().getFirst().body().toStringUtf8();
      case Rules.Refused(ConfigProblem problem) -> throw new AssertionError(problem.toString());
    };
  }

  private String refusal(String config, Rules.Named... sets) {
    return switch (rules.compose(document(config), List.of(sets))) {
      case Rules.Composed composed -> "composed " + composed;
      case Rules.Refused(ConfigProblem problem) -> problem.toString();
    };
  }

  private static Object yaml(String text) {
    return Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  @SuppressWarnings("unchecked")
  private static Object at(String text, String... keys) {
    Object value = yaml(text);
    for (String key : keys) {
      value = Objects.requireNonNull(((Map<String, Object>) value).get(key), key);
    }
    return value;
  }

  @Test
  void aRuleSetStandsBeforeBatchAndBehindTheMemoryLimiter() {
    String result = composed(CONFIG, named("redact", REDACT));
    assertThat(at(result, "service", "pipelines", "traces", "processors"))
        .isEqualTo(List.of("memory_limiter", "transform/redact", "batch"));
    assertThat(at(result, "service", "pipelines", "logs/in", "processors"))
        .isEqualTo(
            List.of("memory_limiter", "transform/old", "transform/redact", "batch/large", "batch"));
    assertThat(at(result, "service", "pipelines", "metrics"))
        .isEqualTo(at(CONFIG, "service", "pipelines", "metrics"));
    assertThat(at(result, "processors", "transform/redact")).isEqualTo(yaml(REDACT));
  }

  @Test
  void nothingElseChanges() {
    String result = composed(CONFIG, named("redact", REDACT));
    for (String key : List.of("receivers", "exporters")) {
      assertThat(at(result, key)).isEqualTo(at(CONFIG, key));
    }
    assertThat(at(result, "processors", "transform/old"))
        .isEqualTo(at(CONFIG, "processors", "transform/old"));
    assertThat(result)
        .contains("verbosity: \"yes\"")
        .contains("'set(log.attributes[\"a\"], \"${env:A}\")'")
        .doesNotContain("&");
  }

  @Test
  void severalSetsRunInTheirOrder() {
    String other = "trace_statements: ['set(span.name, \"x\")']";
    String result = composed(CONFIG, named("b", REDACT), named("a", other));
    assertThat(at(result, "service", "pipelines", "traces", "processors"))
        .isEqualTo(List.of("memory_limiter", "transform/b", "transform/a", "batch"));
    assertThat(composed(CONFIG, named("b", REDACT), named("a", other))).isEqualTo(result);
  }

  @Test
  void aPipelineWithoutProcessorsGetsThem() {
    String set = "metric_statements: ['set(metric.name, \"x\")']";
    assertThat(at(composed(CONFIG, named("m", set)), "service", "pipelines", "metrics"))
        .isEqualTo(
            Map.of(
                "receivers", List.of("otlp"),
                "exporters", List.of("debug"),
                "processors", List.of("transform/m")));
  }

  @Test
  void pipelinesMayBeNamed() {
    String two = CONFIG.replace("  metrics:\n", "  traces/2:\n");
    String set = "pipelines: [traces/2]\ntrace_statements: ['set(span.name, \"x\")']";
    String result = composed(two, named("s", set));
    assertThat(at(result, "service", "pipelines", "traces", "processors"))
        .isEqualTo(List.of("memory_limiter", "batch"));
    assertThat(at(result, "service", "pipelines", "traces/2", "processors"))
        .isEqualTo(List.of("transform/s"));
    assertThat(at(result, "processors", "transform/s"))
        .isEqualTo(Map.of("trace_statements", List.of("set(span.name, \"x\")")));
  }

  @Test
  void aSetForWhichThereIsNoPipelineLeavesTheConfigAsItIsAndIsToldOf() {
    String set = "profile_statements: ['set(profile.attributes[\"a\"], 1)']";
    assertThat(rules.compose(document(CONFIG), List.of(named("p", set))))
        .isEqualTo(
            new Rules.Composed(
                document(CONFIG),
                List.of(
                    "rule set p has profile_statements, and goes into no pipeline of profiles")));
  }

  @Test
  void aliasesAreNotChangedForOthers() {
    String config =
        """
        receivers: {otlp: }
        exporters: {debug: }
        service:
          pipelines:
            traces: &p
              receivers: [otlp]
              processors: &list [batch]
              exporters: [debug]
            logs: *p
            metrics:
              <<: *p
              exporters: []
        processors: {batch: }
        """;
    String result = composed(config, named("t", "trace_statements: ['set(span.name, \"x\")']"));
    assertThat(at(result, "service", "pipelines", "traces", "processors"))
        .isEqualTo(List.of("transform/t", "batch"));
    assertThat(at(result, "service", "pipelines", "logs", "processors"))
        .isEqualTo(List.of("batch"));
    String merged = composed(config, named("m", "metric_statements: ['set(metric.name, \"x\")']"));
    assertThat(at(merged, "service", "pipelines", "metrics", "processors"))
        .isEqualTo(List.of("transform/m", "batch"));
  }

  @Test
  void whatCannotBeComposedIsRefusedWithAReason() {
    assertThat(refusal(CONFIG, named("old", REDACT)))
        .startsWith("collector.yaml:11:5: the config has a processor transform/old already");
    assertThat(refusal("a: 1", named("r", REDACT)))
        .startsWith("no YAML file of the config has service.pipelines");
    assertThat(refusal(CONFIG.replace("[memory_limiter, batch]", "${env:P}"), named("r", REDACT)))
        .startsWith("collector.yaml:19:19: the processors of a pipeline are not a list");
  }

  @Test
  void otherFilesStayAsTheyAre() {
    ConfigFile other = new ConfigFile("a.json", ByteString.copyFromUtf8("{ }"), "text/json");
    ConfigDocument two = new ConfigDocument(List.of(other, document(CONFIG).files().getFirst()));
    assertThat(rules.compose(two, List.of(named("r", REDACT))))
        .isInstanceOfSatisfying(
            Rules.Composed.class,
            composed -> assertThat(composed.document().file("a.json")).hasValue(other));
  }

  private String problems(String set) {
    List<ConfigProblem> problems = rules.problems(document(set));
    return String.join("\n", problems.stream().map(ConfigProblem::toString).toList());
  }

  @Test
  void aGoodSetHasNoProblems() {
    assertThat(problems(REDACT)).isEmpty();
    assertThat(problems("collector: any\ntrace_statements: ['nonsense(x.y)']")).isEmpty();
    assertThat(problems("collector: 0.155.0\ntrace_statements: ['set(span.name, \"\")']"))
        .isEmpty();
  }

  @Test
  void faultsAreSaidWithLineAndColumn() {
    assertThat(problems("trace_statements:\n  - set(span.nmae, 1)\n"))
        .isEqualTo("collector.yaml:2:9: there is no path span.nmae (did you mean span.name?)");
    assertThat(problems("trace_statements:\n  - 'set(span.name, x'\n"))
        .isEqualTo(
            "collector.yaml:2:22: expected ',' or ')', not the end (a parenthesis is not closed)");
    assertThat(
            problems(
                """
                log_statements:
                  - context: log
                    statements:
                      - |
                        set(body,
                          lenn(body))
                """))
        .startsWith("collector.yaml:6: 'lenn' stands where a value is expected");
    assertThat(problems("trace_statement: []"))
        .startsWith("collector.yaml:1:1: a rule set has no 'trace_statement'");
    assertThat(problems("error_mode: panic\nlog_statements: ['set(log.body, 1)']"))
        .isEqualTo("collector.yaml:1:13: an error mode is ignore, silent or propagate");
    assertThat(problems("log_statements: [{context: span, statements: ['set(name, 1)']}]"))
        .startsWith("collector.yaml:1:28: 'span' is no context of log_statements");
    assertThat(problems("log_statements: [{statements: ['set(log.body, 1)']}, 'set(log.body, 1)']"))
        .startsWith("collector.yaml:1:54: statements and groups of statements are mixed");
    assertThat(problems("collector: 0.1.0\nlog_statements: ['set(log.body, 1)']"))
        .startsWith("collector.yaml:1:12: nothing is known of the collector's version 0.1.0");
    assertThat(problems("error_mode: ignore"))
        .startsWith("collector.yaml:1:1: the rule set has no statements");
    assertThat(problems("")).startsWith("collector.yaml: the rule set is empty");
    assertThat(problems("a: [")).startsWith("collector.yaml:");
  }
}
