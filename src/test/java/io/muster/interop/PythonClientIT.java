package io.muster.interop;

import static io.muster.interop.OperatorApi.configStatus;
import static io.muster.interop.OperatorApi.effective;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenTelemetry Python's client, which polls, against the server. Known defects are asserted. */
class PythonClientIT {

  private static List<String> program = List.of();
  private static MusterProcess server;
  private static OperatorApi api;

  @BeforeAll
  static void start() {
    program = PythonProgram.command();
    server = MusterProcess.server().start();
    api = new OperatorApi(server);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      api.close();
      server.close();
    }
  }

  private static ProgramAgent.Launch agent(String tag) {
    return ProgramAgent.of(program, Scheme.HTTP.endpoint(server.agentPort()))
        .with("heartbeat", "200ms")
        .with("identifying", "service.name=checkout")
        .with("attribute", "tag=" + tag);
  }

  /** The uid that the library chose. */
  private static UUID uid(ProgramAgent agent) {
    return UUID.fromString(agent.await("started").path("uid").asText());
  }

  @Test
  void theFirstMessageIsWhatTheApiShows() {
    try (var agent = agent("first").with("effective", "receivers: {}\n").start()) {
      var shown = api.awaitComplete(uid(agent));
      assertThat(shown.at("/attributes/service.name").asText()).isEqualTo("checkout");
      assertThat(shown.path("capabilities").valueStream().map(node -> node.asText()))
          .containsExactlyInAnyOrder(
              "ReportsStatus",
              "AcceptsRemoteConfig",
              "ReportsRemoteConfig",
              "ReportsEffectiveConfig",
              "ReportsHeartbeat");
      assertThat(effective(shown)).isEqualTo("receivers: {}\n");
      assertThat(uid(agent).version()).isEqualTo(7);
    }
  }

  /** It promises an effective config, and has none unless the application gives it one. */
  @Test
  void anEffectiveConfigIsPromisedAndMayNeverCome() {
    try (var agent = agent("promised").start()) {
      var uid = uid(agent);
      api.await(uid, shown -> shown.at("/attributes/tag").asText().equals("promised"));
      for (int i = 0; i < 5; i++) {
        var seen = OperatorApi.lastSeen(api.agent(uid));
        api.await(uid, shown -> OperatorApi.lastSeen(shown).isAfter(seen));
      }
      assertThat(api.agent(uid).has("effectiveConfig")).isFalse();
      // The question is not asked for ever.
      assertThat(agent.count("fullState")).isLessThanOrEqualTo(1);
    }
  }

  /** No status before the first config; it comes with the next poll and is answered at once. */
  @Test
  void aConfigIsDeliveredAndApplied() {
    try (var agent = agent("applied").with("effective", "receivers: {}\n").start()) {
      var uid = uid(agent);
      api.awaitComplete(uid);
      var hash = api.config("applied", "receivers: {otlp: {}}\n");
      api.target("applied", "tag", "applied");
      api.await(uid, shown -> configStatus(shown).equals("APPLIED"));
      assertThat(agent.offeredHashes()).containsExactly(hash);
      // The library decodes JSON only; what else there is, the application has to read itself.
      assertThat(agent.await("undecodable").path("error").asText())
          .isEqualTo("Cannot parse collector.yaml with content type text/yaml");
      // A new effective config does not go out with the status: only a full report has one.
      assertThat(effective(api.agent(uid))).isEqualTo("receivers: {}\n");
      agent.tell("effective", Map.of("body", "receivers: {otlp: {}}\n"));
      api.await(uid, shown -> effective(shown).equals("receivers: {otlp: {}}\n"));
    }
  }

  @Test
  void aFailedConfigIsNotOfferedAgain() {
    try (var agent = agent("failed").with("answer", "failed:no such receiver").start()) {
      var uid = uid(agent);
      api.await(uid, shown -> shown.at("/attributes/tag").asText().equals("failed"));
      var hash = api.config("failed", "receivers: {nop: {}}\n");
      api.target("failed", "tag", "failed");
      var shown = api.await(uid, a -> configStatus(a).equals("FAILED"));
      assertThat(shown.at("/config/reported/error").asText()).isEqualTo("no such receiver");
      for (int i = 0; i < 5; i++) {
        var seen = OperatorApi.lastSeen(api.agent(uid));
        api.await(uid, a -> OperatorApi.lastSeen(a).isAfter(seen));
      }
      assertThat(agent.offeredHashes()).containsExactly(hash);
    }
  }

  @Test
  void aForgottenAgentTellsEverythingAtOnce() {
    try (var agent = agent("forgotten").with("effective", "a: 1\n").start()) {
      var uid = uid(agent);
      api.awaitComplete(uid);
      api.delete(uid);
      agent.await("fullState");
      assertThat(effective(api.awaitComplete(uid))).isEqualTo("a: 1\n");
    }
  }

  /** Known of 0.5b0: a new uid is ignored in silence. */
  @Test
  void aNewUidIsIgnored() {
    try (var agent = agent("uid").start()) {
      var uid = uid(agent);
      api.await(uid, shown -> shown.at("/attributes/tag").asText().equals("uid"));
      api.post(uid, "uid", Map.of()).orFail();
      for (int i = 0; i < 3; i++) {
        var seen = OperatorApi.lastSeen(api.agent(uid));
        api.await(uid, shown -> OperatorApi.lastSeen(shown).isAfter(seen));
      }
      assertThat(api.agent(uid).has("newUid")).isTrue();
    }
  }

  @Test
  void aGoodbyeIsBelievedAtOnce() {
    try (var agent = agent("goodbye").start()) {
      var uid = uid(agent);
      api.await(uid, OperatorApi::connected);
      agent.stop();
      api.await(uid, shown -> shown.path("status").asText().equals("disconnected"));
    }
  }

  /** Known of 0.5b0: {@code Retry-After} is not read; it tries again by its own delays. */
  @Test
  void retryAfterIsIgnored() {
    try (var busy = new BusyServer(3600);
        var agent = ProgramAgent.of(program, busy.endpoint()).start()) {
      // Two failures, long before the hour is over.
      agent.await("connectFailed", event -> agent.count("connectFailed") >= 2);
      assertThat(agent.await("connectFailed").path("error").asText()).contains("503");
    }
  }

  /** What `muster connect python` prints. */
  @Test
  void theSnippetConnectsAndTakesAConfig() {
    try (var other = new SnippetServer()) {
      var file = PythonProgram.file("connect.py", other.snippet("python", Scheme.HTTP));
      other.assertThatItTakesAConfig(Scheme.HTTP, List.of(program.getFirst(), file.toString()));
    }
  }
}
