package io.muster.api.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorLogTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit status 1",
        "Agent exited unexpectedly with exit code 1 while applying configuration",
        "Agent process PID=4711 exited unexpectedly, exit code=1. Will restart in a bit...",
        "collector: exit status 2\n",
        "exited with code 137",
        "signal: killed",
        "Config apply timeout exceeded"
      })
  void whereNoReasonIsToldItSaysWhereThatIs(String message) {
    assertThat(CollectorLog.hint(message))
        .contains("agent.log", "/var/lib/otelcol/supervisor", "collector_crash_log_snippet_kib");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "exit status 1\nCollector log tail:\nError: unknown exporter \"debgu\"",
        "unknown exporter \"debgu\"",
        "listen tcp :4317: bind: address already in use",
        "exit status 1: cannot open /etc/otel.yaml",
        "processor exit code 3 is not among the allowed ones"
      })
  void whereOneIsToldNothingIsAdded(String message) {
    assertThat(CollectorLog.hint(message)).isEmpty();
  }
}
