package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess.Launch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept and shown has times of no zone: a volume may move to a node with another one. */
class ClockZoneIT {

  private static final List<String> ASKED =
      List.of("/api/v1/configs", "/api/v1/configs/edge/revisions");

  private static final String CONFIG =
      """
      receivers: {otlp: {protocols: {grpc: }}}
      exporters: {debug: }
      service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
      """;

  @TempDir Path folder;

  private Launch in(String zone) {
    return MusterProcess.server().on(folder).environment("TZ", zone);
  }

  private static List<String> answers(MusterProcess server) {
    try (var operator = server.operator()) {
      return ASKED.stream().map(path -> operator.get(path).body()).toList();
    }
  }

  @Test
  void aServerInAnotherZoneSaysTheSameTimes() {
    List<String> before;
    // East of Greenwich by 5:45 h, then west by 3:30 h.
    try (var server = in("Asia/Kathmandu").start()) {
      try (var operator = server.operator()) {
        assertThat(operator.putConfig("edge", CONFIG).ok()).isTrue();
      }
      before = answers(server);
      assertThat(server.log()).contains("+05:45");
      server.terminate();
      server.waitForExit(Duration.ofSeconds(30));
    }
    assertThat(before.getFirst()).containsPattern("\"20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z\"");
    try (var server = in("America/St_Johns").start()) {
      assertThat(answers(server)).isEqualTo(before);
    }
  }
}
