package io.muster.interop;

import static io.muster.interop.OperatorApi.configStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Elastic's client for Node, which polls, against the server. Known defects are asserted. */
class NodeClientIT {

  private static List<String> program = List.of();
  private static MusterProcess server;
  private static OperatorApi api;

  @BeforeAll
  static void start() {
    program = NodeProgram.command();
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

  private static void polls(UUID uid, int number) {
    for (int i = 0; i < number; i++) {
      var seen = OperatorApi.lastSeen(api.agent(uid));
      api.await(uid, shown -> OperatorApi.lastSeen(shown).isAfter(seen));
    }
  }

  @Test
  void theFirstMessageIsWhatTheApiShows() {
    try (var agent = agent("first").start()) {
      var shown = api.awaitComplete(agent.uid());
      assertThat(shown.at("/attributes/service.name").asText()).isEqualTo("checkout");
      assertThat(shown.path("capabilities").valueStream().map(node -> node.asText()))
          .containsExactlyInAnyOrder(
              "ReportsStatus", "AcceptsRemoteConfig", "ReportsRemoteConfig", "ReportsHeartbeat");
      agent.tell("describe", Map.of("attributes", Map.of("tag", "other")));
      api.await(agent.uid(), a -> a.at("/attributes/tag").asText().equals("other"));
    }
  }

  /** It never tells an effective config: what it says of the status is all there is. */
  @Test
  void aConfigIsDeliveredOnceAndApplied() {
    try (var agent = agent("applied").start()) {
      api.awaitComplete(agent.uid());
      var hash = api.config("applied", "receivers: {otlp: {}}\n");
      api.target("applied", "tag", "applied");
      var shown = api.await(agent.uid(), a -> configStatus(a).equals("APPLIED"));
      assertThat(shown.has("effectiveConfig")).isFalse();
      polls(agent.uid(), 3);
      assertThat(agent.offeredHashes()).containsExactly(hash);
      var file = agent.awaitMessageWith("remoteConfig").at("/files/collector.yaml");
      assertThat(file.path("body").asText()).isEqualTo("receivers: {otlp: {}}\n");
    }
  }

  @Test
  void aFailedConfigIsNotOfferedAgain() {
    try (var agent = agent("failed").with("answer", "failed:no such receiver").start()) {
      api.awaitComplete(agent.uid());
      var hash = api.config("failed", "receivers: {nop: {}}\n");
      api.target("failed", "tag", "failed");
      var shown = api.await(agent.uid(), a -> configStatus(a).equals("FAILED"));
      assertThat(shown.at("/config/reported/error").asText()).isEqualTo("no such receiver");
      polls(agent.uid(), 5);
      assertThat(agent.offeredHashes()).containsExactly(hash);
    }
  }

  @Test
  void aForgottenAgentTellsEverythingAtOnce() {
    try (var agent = agent("forgotten").start()) {
      api.awaitComplete(agent.uid());
      api.delete(agent.uid());
      agent.await("fullStateAsked");
      api.awaitComplete(agent.uid());
      polls(agent.uid(), 3);
      assertThat(agent.count("fullStateAsked")).isOne();
    }
  }

  /** A uid that is no UUID by RFC 9562 ends the whole process of 0.5.0. */
  @Test
  void itTakesTheUidItIsGiven() {
    try (var agent = agent("uid").start()) {
      api.awaitComplete(agent.uid());
      api.post(agent.uid(), "uid", Map.of()).orFail();
      var bytes =
          ByteBuffer.wrap(HexFormat.of().parseHex(agent.awaitMessageWith("newUid").asText()));
      var given = new UUID(bytes.getLong(), bytes.getLong());
      assertThat(given.version()).isEqualTo(7);
      assertThat(given.variant()).isEqualTo(2);
      api.await(given, a -> OperatorApi.connected(a) && !a.has("newUid"));
      polls(given, 3);
      assertThat(api.agents("tag", "uid")).hasSize(1);
    }
  }

  /** Known of 0.5.0: it goes without a goodbye. */
  @Test
  void thereIsNoGoodbye() {
    try (var agent = agent("goodbye").start()) {
      api.awaitComplete(agent.uid());
      agent.stop();
      assertThat(api.agent(agent.uid()).path("status").asText()).isEqualTo("connected");
    }
  }

  @Test
  void retryAfterIsObserved() {
    try (var busy = new BusyServer(120);
        var agent = ProgramAgent.of(program, busy.endpoint()).with("identifying", "a=b").start()) {
      assertThat(agent.await("connectFailed").path("retryAfterMs").asInt()).isEqualTo(120_000);
      // It spreads its delays by a tenth.
      assertThat(agent.await("retry").path("delayMs").asInt()).isGreaterThanOrEqualTo(108_000);
    }
  }

  /** What `muster connect node` prints. */
  @Test
  void theSnippetConnectsAndTakesAConfig() {
    try (var other = new SnippetServer()) {
      var file = NodeProgram.file("connect.js", other.snippet("node", Scheme.HTTP));
      other.assertThatItTakesAConfig(Scheme.HTTP, List.of(program.getFirst(), file.toString()));
    }
  }
}
