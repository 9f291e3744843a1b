package io.muster.interop;

import static io.muster.interop.OperatorApi.configStatus;
import static io.muster.interop.OperatorApi.connected;
import static io.muster.interop.OperatorApi.lastSeen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenTelemetry Java client on HTTP against the server. */
class JavaClientIT {

  private static final Duration POLL = Duration.ofMillis(200);
  private static MusterProcess server;
  private static OperatorApi api;
  private static Relay relay;

  @BeforeAll
  static void start() {
    server = MusterProcess.server().start();
    api = new OperatorApi(server);
    relay = new Relay(server.agentPort());
  }

  @AfterAll
  static void stop() {
    relay.close();
    api.close();
    server.close();
  }

  private static JavaAgent agent(Duration poll, String tag) {
    return JavaAgent.polling(Scheme.HTTP.endpoint(relay.port()), poll, Map.of("tag", tag));
  }

  private static String configure(String tag) {
    var hash = api.config(tag, "receivers:\n  " + tag + ": {}\n");
    api.target(tag, "tag", tag);
    return hash;
  }

  private static void polls(UUID uid, int number) {
    for (int i = 0; i < number; i++) {
      var seen = lastSeen(api.agent(uid));
      api.await(uid, a -> lastSeen(a).isAfter(seen));
    }
  }

  /** Known of 1.53.0-alpha: it does not claim ReportsStatus, which the protocol requires. */
  @Test
  void theFirstMessageIsWhatTheApiShows() {
    try (var agent = agent(POLL, "java-first")) {
      var shown = api.awaitComplete(agent.uid());
      assertThat(shown.path("transport").asText()).isEqualTo("http");
      assertThat(shown.at("/attributes/service.name").asText()).isEqualTo("java-checkout");
      assertThat(shown.at("/attributes/tag").asText()).isEqualTo("java-first");
      assertThat(shown.path("capabilities").valueStream().map(JsonNode::asText))
          .containsExactlyInAnyOrder(
              "AcceptsRemoteConfig", "ReportsRemoteConfig", "ReportsEffectiveConfig");
      assertThat(shown.at("/effectiveConfig/files//body").asText()).isEqualTo("receivers: {}\n");
    }
  }

  @Test
  void aConfigIsAppliedAndOfferedOnce() {
    try (var agent = agent(POLL, "java-config")) {
      api.awaitComplete(agent.uid());
      var hash = configure("java-config");
      var shown = api.await(agent.uid(), a -> configStatus(a).equals("APPLIED"));
      assertThat(shown.at("/config/reported/hash").asText()).isEqualTo(hash);
      polls(agent.uid(), 4);
      assertThat(agent.offeredHashes()).containsExactly(hash);
    }
  }

  @Test
  void aNewUidIsUsedFromTheNextPollOn() {
    try (var agent = agent(POLL, "java-uid")) {
      api.awaitComplete(agent.uid());
      var answer = api.post(agent.uid(), "uid", Map.of()).orFail();
      var given = UUID.fromString(answer.json().path("uid").asText());
      api.await(given, a -> connected(a) && !a.has("newUid"));
      polls(given, 2);
      assertThat(api.agents("tag", "java-uid"))
          .extracting(a -> a.path("uid").asText())
          .containsExactly(given.toString());
    }
  }

  @Test
  void fullStateComesWithTheNextPoll() {
    try (var agent = agent(POLL, "java-full")) {
      api.awaitComplete(agent.uid());
      api.delete(agent.uid());
      var shown = api.awaitComplete(agent.uid());
      assertThat(shown.at("/attributes/tag").asText()).isEqualTo("java-full");
    }
  }

  /**
   * Known of 1.53.0-alpha: what a request held that met a broken connection is not sent again. The
   * gap in the sequence makes the server ask for everything.
   */
  @Test
  void aChangeLostWithTheConnectionIsHealed() {
    try (var agent = agent(POLL, "java-lost")) {
      api.awaitComplete(agent.uid());
      var hash = configure("java-lost");
      api.await(agent.uid(), a -> configStatus(a).equals("APPLIED"));
      server.kill();
      agent.describe("tag", "java-lost-and-found");
      await().until(() -> agent.failures() > 1);
      server.startAgain();
      relay.to(server.agentPort());
      api.await(
          agent.uid(),
          a -> connected(a) && a.at("/attributes/tag").asText().equals("java-lost-and-found"));
      assertThat(agent.offeredHashes()).containsExactly(hash);
    }
  }

  /** Known of 1.53.0-alpha: the goodbye waits for the next poll, so most processes end without. */
  @Test
  void theGoodbyeComesWithTheNextPollOnly() {
    var agent = agent(Duration.ofSeconds(2), "java-goodbye");
    api.awaitComplete(agent.uid());
    polls(agent.uid(), 1);
    agent.close();
    assertThat(connected(api.agent(agent.uid()))).isTrue();
    api.await(agent.uid(), a -> a.path("status").asText().equals("disconnected"));
  }

  /** What `muster connect java` prints, compiled as it is started. */
  @Test
  void theSnippetConnectsAndTakesAConfig(@TempDir Path folder) throws IOException {
    try (var other = new SnippetServer()) {
      var file = folder.resolve("ConnectToMuster.java");
      Files.writeString(file, other.snippet("java", Scheme.HTTP));
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var classPath = System.getProperty("java.class.path");
      other.assertThatItTakesAConfig(
          Scheme.HTTP, List.of(java, "-XX:TieredStopAtLevel=1", "-cp", classPath, file.toString()));
    }
  }
}
