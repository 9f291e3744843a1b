package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.collector.CollectorCheck.As;
import io.muster.config.ConfigDocument;
import io.muster.config.DocumentCheck;
import io.muster.config.syntax.ConfigProblem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What redaction leaves is not sent to agents in the place of their secrets. */
class RedactedLeftoversTest {

  private static List<ConfigProblem> errors(String yaml) {
    ConfigDocument document = ConfigDocument.collector(ByteString.copyFromUtf8(yaml));
    return new CollectorCheck()
        .check(document, As.FOUND, Distribution.UNKNOWN).errors().stream()
            .filter(problem -> problem.message().contains("taken out"))
            .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exporters: {otlp: {headers: {authorization: '[REDACTED]'}}}",
        "exporters: {otlp: {headers: [{name: authorization, value: '[REDACTED]'}]}}",
        "exporters: {otlp: {headers: {authorization: 'Bearer REDACTED'}}}",
        "receivers: {x: {endpoint: 'https://user:REDACTED@host/path'}}",
        "extensions: {basicauth: {client_auth: {password: ' [REDACTED] '}}}",
        "service: {telemetry: {metrics: {readers: [{a: '[REDACTED]'}]}}}",
        "output: {password: '[REDACTED]'}"
      })
  void whatStandsForASecretIsRefused(String yaml) {
    assertThat(errors(yaml)).hasSize(1);
    assertThat(errors(yaml).getFirst().path()).isNotEmpty();
    assertThat(errors(yaml).getFirst().line()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "processors: {attributes: {actions: [{key: password, value: '[REDACTED]', action:"
            + " update}]}}",
        "processors: {transform: {log_statements: ['set(body, \"[REDACTED]\")']}}",
        "exporters: {x: {actions: [{key: password, value: '[REDACTED]', action: upsert}]}}",
        "exporters: {x: {title: 'REDACTED words'}}",
        "receivers: {x: {endpoint: 'https://host/REDACTED'}}"
      })
  void whatPeopleWriteIsNot(String yaml) {
    assertThat(errors(yaml)).isEmpty();
  }

  @Test
  void whatIsToBeFilledInIsRefusedEverywhereWithItsPlace() {
    ConfigDocument document =
        ConfigDocument.collector(
            ByteString.copyFromUtf8("a: 1\nb: \"ü <MUSTER-FILL-IN>\"\n# <MUSTER-FILL-IN>\n"));
    assertThat(DocumentCheck.problems(document, false))
        .extracting(ConfigProblem::line, ConfigProblem::column)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2, 7), org.assertj.core.groups.Tuple.tuple(3, 3));
  }
}
