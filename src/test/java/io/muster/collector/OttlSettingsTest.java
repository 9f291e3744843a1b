package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.syntax.ConfigProblem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements within configs; whether they are right is CorpusTest's and AgreementTest's. */
class OttlSettingsTest {

  private static Validation check(String version, String processors) {
    String yaml =
        """
        receivers: {otlp: }
        exporters: {debug: }
        service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
        processors:
        """
            + processors.indent(2);
    return new CollectorCheck()
        .check(
            ConfigDocument.collector(ByteString.copyFromUtf8(yaml)),
            CollectorCheck.As.FOUND,
            new Distribution(Map.of(), version));
  }

  private static List<String> said(List<ConfigProblem> problems) {
    return problems.stream()
        .filter(problem -> !problem.message().contains("used by no pipeline"))
        .filter(problem -> !problem.message().contains("is not used"))
        .map(ConfigProblem::toString)
        .toList();
  }

  private static List<String> errors(String version, String processors) {
    return said(check(version, processors).errors());
  }

  @Test
  void aMistakeIsToldWithItsOwnLineAndColumn() {
    Validation validation =
        check(
            "0.161.0",
            """
            transform:
              trace_statements:
                - set(span.name, "a")
                - set(span.nmae, "b")
            """);
    assertThat(said(validation.errors()))
        .containsExactly(
            "collector.yaml:8:13: there is no path span.nmae (did you mean span.name?)");
    assertThat(validation.errors().getFirst().path())
        .isEqualTo("/processors/transform/trace_statements");
  }

  @Test
  void theColumnCountsBehindAQuoteAndIsLeftOutWhereTheFileHasOtherCharacters() {
    String quoted = "transform: {trace_statements: ['set(span.nmae, \"b\")']}";
    assertThat(errors("0.161.0", quoted).getFirst()).startsWith("collector.yaml:5:39: ");
    String escaped = "transform: {trace_statements: [\"set(span.nmae, \\\"b\\\")\"]}";
    assertThat(errors("0.161.0", escaped).getFirst()).startsWith("collector.yaml:5: there is");
    String block =
        "transform:\n  trace_statements:\n    - |\n      set(span.name,\n        span.nmae)\n";
    assertThat(errors("0.161.0", block).getFirst()).startsWith("collector.yaml:9: there is");
  }

  @Test
  void conditionsOfAFilterAreCheckedInTheContextOfTheirKey() {
    assertThat(errors("0.161.0", "filter: {logs: {log_record: ['boody == \"x\"']}}"))
        .containsExactly(
            "collector.yaml:5:33: there is no path log.boody (did you mean log.body?)");
    assertThat(errors("0.161.0", "filter: {traces: {span: ['name = \"x\"']}}")).hasSize(1);
  }

  @Test
  void aProcessorThatWasLookedAtWholeIsNotAmongThoseNotChecked() {
    assertThat(check("", "transform: {trace_statements: ['set(span.name, \"a\")']}").notChecked())
        .containsExactly("/receivers/otlp", "/exporters/debug");
    assertThat(check("", "filter: {metrics: {include: {match_type: strict}}}").notChecked())
        .contains("/processors/filter");
    assertThat(check("", "batch: ").notChecked()).contains("/processors/batch");
  }

  @Test
  void whatCannotBeReadIsAnErrorForEveryAgent() {
    assertThat(errors("", "transform: {trace_statements: ['set(span.name, \"a\"']}")).hasSize(1);
    assertThat(errors("1.4.2-acme", "transform: {trace_statements: ['set(span.name']}")).hasSize(1);
  }

  @Test
  void namesThatAreUnknownInTheNewestVersionAreAWarningWhileTheAgentsVersionIsUnknown() {
    Validation validation = check("", "transform: {trace_statements: ['shout(span.name)']}");
    assertThat(said(validation.errors())).isEmpty();
    assertThat(said(validation.warnings()))
        .anySatisfy(warning ->
            assertThat(warning)
                .startsWith("collector.yaml:5:35: a collector 0.161.0 would refuse this: "));
  }

  @Test
  void aVersionBetweenTwoKnownOnesRefusesWhatBothRefuse() {
    String bad = "transform: {trace_statements: ['shout(span.name)']}";
    assertThat(errors("0.157.0", bad)).hasSize(1);
    assertThat(errors("v0.157.1", bad)).hasSize(1);
    assertThat(errors("0.170.0", bad)).isEmpty();
    assertThat(errors("0.98.0", bad)).isEmpty();
  }

  @Test
  void aSharedCacheIsAnErrorBeforeItCame() {
    String shared =
        "transform: {log_statements: [{shared_cache: true, statements: ['set(log.cache[\"a\"],"
            + " 1)']}]}";
    assertThat(errors("0.157.0", shared)).hasSize(1);
    assertThat(errors("0.161.0", shared)).isEmpty();
    assertThat(errors("", shared)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transform: {trace_statements: ['set(span.name, ${env:NAME})']}",
        "transform: {trace_statements: '${env:ALL}'}",
        "transform: {trace_statements: ['${env:ONE}', 'set(span.kind, SPAN_KIND_NOBODY_KNOWS)']}",
        "transform: {trace_statements: [{context: '${env:C}', statements: ['set(nmae, 1)']}]}",
        "filter: {traces: '${env:ALL}'}"
      })
  void whatDependsOnTheAgentsVariablesIsLeftAlone(String processors) {
    Validation validation = check("0.161.0", processors);
    assertThat(said(validation.errors())).isEmpty();
    assertThat(validation.notChecked()).anyMatch(path -> path.startsWith("/processors/"));
  }

  @Test
  void aStatementThatYamlReadsAsAMappingIsToldToBePutIntoQuotes() {
    Validation validation =
        check("0.161.0", "transform:\n  trace_statements:\n    - set(span.name, \"b: c\")\n");
    assertThat(said(validation.errors())).hasSize(1);
    assertThat(validation.errors().getFirst().message()).contains("a statement is text");
    assertThat(validation.errors().getFirst().hint()).contains("single quotes");
  }

  @Test
  void aMisspeltKeyIsAnErrorOnlyWhereAllKeysAreKnown() {
    String misspelt = "transform: {trace_statement: []}";
    ConfigProblem problem = check("0.161.0", misspelt).errors().getFirst();
    assertThat(problem.hint()).isEqualTo("did you mean 'trace_statements'?");
    assertThat(errors("", misspelt)).isEmpty();
    assertThat(said(check("", misspelt).warnings())).isNotEmpty();
  }
}
