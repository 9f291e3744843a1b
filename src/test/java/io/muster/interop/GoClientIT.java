package io.muster.interop;

import static io.muster.interop.OperatorApi.connected;
import static io.muster.interop.OperatorApi.lastSeen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.process.MusterProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** opamp-go against the server: reports, heartbeats, commands, custom messages, identity. */
@ParameterizedClass
@EnumSource
class GoClientIT {

  @Parameter private GoProgram.Library library = GoProgram.Library.V0_23;

  private static final String PING = "com.example.ping";
  private static MusterProcess server;
  private static OperatorApi api;

  @BeforeAll
  static void start() {
    GoProgram.command(GoProgram.Library.V0_23);
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

  private ProgramAgent.Launch agent(Scheme scheme) {
    return ProgramAgent.of(GoProgram.command(library), scheme.endpoint(server.agentPort()))
        .can("ReportsEffectiveConfig", "ReportsHealth", "ReportsHeartbeat")
        .with("heartbeat", "150ms")
        .with("identifying", "service.name=checkout")
        .with("attribute", "os.type=linux");
  }

  /** A name that no other run of the test uses. */
  private String tag(String name) {
    return name + "-" + library;
  }

  @OverBothSchemes
  void theFirstReportIsWhatTheApiShows(Scheme scheme) {
    var health =
        """
        {"healthy": false, "status": "StatusRecoverableError", "lastError": "queue is full",
         "componentHealthMap": {"pipeline:traces": {"healthy": false, "status": "StatusPermanentError",
           "componentHealthMap": {"exporter:otlp": {"healthy": false, "lastError": "no route"}}}}}
        """;
    try (var agent =
        agent(scheme)
            .with("health", health)
            .with("effective", "receivers:\n  otlp: {}\n")
            .start()) {
      var shown = api.awaitComplete(agent.uid());
      assertThat(shown.path("uid").asText()).isEqualTo(agent.uid().toString());
      assertThat(shown.path("transport").asText()).isEqualTo(scheme.transport());
      assertThat(shown.at("/attributes/service.name").asText()).isEqualTo("checkout");
      assertThat(shown.at("/identifying/service.name").asText()).isEqualTo("checkout");
      assertThat(shown.at("/nonIdentifying/os.type").asText()).isEqualTo("linux");
      assertThat(shown.path("capabilities").valueStream().map(JsonNode::asText))
          .containsExactlyInAnyOrder(
              "ReportsStatus", "ReportsEffectiveConfig", "ReportsHealth", "ReportsHeartbeat");
      assertThat(shown.at("/health/healthy").asBoolean(true)).isFalse();
      assertThat(shown.at("/health/lastError").asText()).isEqualTo("queue is full");
      assertThat(
              shown
                  .at("/health/components/pipeline:traces/components/exporter:otlp/lastError")
                  .asText())
          .isEqualTo("no route");
      assertThat(effectiveConfig(shown, "")).isEqualTo("receivers:\n  otlp: {}\n");
      assertThat(agent.count("fullStateAsked")).isZero();
    }
  }

  private static String effectiveConfig(JsonNode agent, String file) {
    return agent.path("effectiveConfig").path("files").path(file).path("body").asText();
  }

  @OverBothSchemes
  void changesAreShown(Scheme scheme) {
    try (var agent = agent(scheme).start()) {
      api.awaitComplete(agent.uid());
      agent.tell("health", Map.of("value", Map.of("healthy", false, "lastError", "disk full")));
      api.await(agent.uid(), a -> a.at("/health/lastError").asText().equals("disk full"));
      agent.tell("describe", Map.of("attributes", Map.of("os.type", "windows")));
      api.await(agent.uid(), a -> a.at("/attributes/os.type").asText().equals("windows"));
      agent.tell("effective", Map.of("body", "exporters: {}\n"));
      api.await(agent.uid(), a -> effectiveConfig(a, "").equals("exporters: {}\n"));
    }
  }

  @OverBothSchemes
  void heartbeatsMoveLastSeenAndWriteNothing(Scheme scheme) {
    try (var agent = agent(scheme).start()) {
      api.awaitComplete(agent.uid());
      // Writes of agents of earlier tests may still trickle in, so any quiet window counts: with
      // a write per heartbeat there would be none.
      await().atMost(Duration.ofSeconds(20)).until(() -> sevenHeartbeatsWithoutAWrite(agent));
    }
  }

  private static boolean sevenHeartbeatsWithoutAWrite(ProgramAgent agent) {
    var before = writes();
    heartbeats(agent, 7);
    return writes() == before;
  }

  private static double writes() {
    return api.metric("muster_store_write_duration_seconds_count");
  }

  @OverBothSchemes
  void aForgottenAgentIsAskedForEverythingOnce(Scheme scheme) {
    try (var agent = agent(scheme).with("effective", "a: 1\n").start()) {
      api.awaitComplete(agent.uid());
      api.delete(agent.uid());
      agent.await("fullStateAsked");
      var shown = api.awaitComplete(agent.uid());
      assertThat(shown.at("/health/healthy").asBoolean()).isTrue();
      assertThat(effectiveConfig(shown, "")).isEqualTo("a: 1\n");
      heartbeats(agent, 5);
      assertThat(agent.count("fullStateAsked")).isOne();
    }
  }

  private static void heartbeats(ProgramAgent agent, int number) {
    for (int i = 0; i < number; i++) {
      var seen = lastSeen(api.agent(agent.uid()));
      api.await(agent.uid(), a -> lastSeen(a).isAfter(seen));
    }
  }

  @OverBothSchemes
  void componentsAreAskedForByTheirHash(Scheme scheme) {
    int number = scheme == Scheme.WS ? 3 : 4;
    try (var agent =
        agent(scheme)
            .can("ReportsAvailableComponents", "ReportsHeartbeat")
            .with("components", String.valueOf(number))
            .start()) {
      var shown = api.await(agent.uid(), a -> !a.at("/availableComponents/components").isEmpty());
      assertThat(shown.at("/availableComponents/components/receivers/components")).hasSize(number);
    }
  }

  @OverBothSchemes
  void anAgentThatCanRestartIsTold(Scheme scheme) {
    try (var agent = agent(scheme).can("AcceptsRestartCommand", "ReportsHeartbeat").start()) {
      api.awaitComplete(agent.uid());
      // What is said to an agent has its way a moment after its first report is shown.
      await()
          .untilAsserted(() -> {
            var given = api.post(agent.uid(), "restart", Map.of());
            assertThat(given.status()).as("%s", given).isEqualTo(202);
          });
      assertThat(agent.await("command").path("type").asText()).isEqualTo("Restart");
      heartbeats(agent, 3);
      assertThat(agent.count("command")).isOne();
    }
  }

  @OverBothSchemes
  void anAgentThatCannotRestartIsNotTold(Scheme scheme) {
    try (var agent = agent(scheme).start()) {
      api.awaitComplete(agent.uid());
      assertThat(api.post(agent.uid(), "restart", Map.of()).status()).isEqualTo(409);
    }
  }

  @OverBothSchemes
  void customMessagesGoBothWays(Scheme scheme) {
    try (var agent = agent(scheme).with("custom", PING).start()) {
      api.awaitComplete(agent.uid());
      var hi = Base64.getEncoder().encodeToString("hi".getBytes(StandardCharsets.UTF_8));
      var events = api.events();
      var sent = Map.of("capability", PING, "type", "ping", "data", hi);
      assertThat(api.post(agent.uid(), "messages", sent).status()).isEqualTo(202);
      var got = agent.awaitMessageWith("customMessage");
      assertThat(got.path("capability").asText()).isEqualTo(PING);
      assertThat(got.path("type").asText()).isEqualTo("ping");
      assertThat(got.path("data").asText()).isEqualTo(hi);

      var ho = Base64.getEncoder().encodeToString("ho".getBytes(StandardCharsets.UTF_8));
      agent.tell("custom", Map.of("capability", PING, "type", "pong", "data", ho));
      await().until(() -> events.stream().anyMatch(event -> isMessage(event, agent.uid(), ho)));
    }
  }

  private static boolean isMessage(JsonNode event, UUID uid, String data) {
    return event.path("uid").asText().equals(uid.toString())
        && event.path("capability").asText().equals(PING)
        && event.path("data").asText().equals(data);
  }

  @OverBothSchemes
  void anAgentTakesTheUidItIsGiven(Scheme scheme) {
    var tag = tag("uid-" + scheme.transport());
    try (var agent = agent(scheme).with("attribute", "tag=" + tag).start()) {
      api.awaitComplete(agent.uid());
      var answer = api.post(agent.uid(), "uid", Map.of()).orFail().json();
      var given = uuid(agent.awaitMessageWith("newUid"));
      assertThat(answer.path("uid").asText()).isEqualTo(given.toString());
      assertThat(given).isNotEqualTo(agent.uid());
      assertThat(given.version()).isEqualTo(7);
      heardUnder(given);
      agent.tell("health", Map.of("value", Map.of("healthy", true, "status", "renamed")));
      api.await(given, a -> a.at("/health/status").asText().equals("renamed"));
      assertThat(api.agents("tag", tag))
          .extracting(a -> a.path("uid").asText())
          .containsExactly(given.toString());
      assertThat(agent.count("fullStateAsked")).isZero();
    }
  }

  /** The new uid is shown as pending until the agent has spoken under it. */
  private static void heardUnder(UUID uid) {
    api.await(uid, a -> connected(a) && !a.has("newUid"));
  }

  private static UUID uuid(JsonNode hex) {
    var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex.asText()));
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  @OverBothSchemes
  void anAgentThatAsksForAUidGetsOne(Scheme scheme) {
    var tag = tag("wants-uid-" + scheme.transport());
    try (var agent =
        agent(scheme).with("attribute", "tag=" + tag).with("request-uid", "true").start()) {
      var given = uuid(agent.awaitMessageWith("newUid"));
      heardUnder(given);
      assertThat(api.agents("tag", tag))
          .extracting(a -> a.path("uid").asText())
          .containsExactly(given.toString());
    }
  }

  @Test
  void aGoodbyeOnWebSocketIsBelievedAtOnce() {
    try (var agent = agent(Scheme.WS).start()) {
      api.awaitComplete(agent.uid());
      agent.stop();
      assertThat(api.agent(agent.uid()).path("status").asText()).isEqualTo("disconnected");
    }
  }

  /** Known of opamp-go up to 0.23.0: HTTP clients go without {@code agent_disconnect}. */
  @Test
  void onHttpThereIsNoGoodbye() {
    try (var agent = agent(Scheme.HTTP).start()) {
      api.awaitComplete(agent.uid());
      agent.stop();
      assertThat(api.agent(agent.uid()).path("status").asText()).isEqualTo("connected");
    }
  }

  @OverBothSchemes
  void compressedReportsArriveWhole(Scheme scheme) {
    try (var agent =
        agent(scheme).with("compression", "true").with("effective-size", "300000").start()) {
      var shown = api.awaitComplete(agent.uid());
      assertThat(effectiveConfig(shown, "")).hasSize(300_000).startsWith("receivers: {}\n# 0123");
      heartbeats(agent, 3);
    }
  }

  @OverBothSchemes
  void withoutATokenNobodyIsLetIn(Scheme scheme) {
    var settings =
        List.of("muster.agents.authentication=token", "muster.agents.tokens.edge=s3cret-token");
    try (var guarded = MusterProcess.server().with(settings).start();
        var guardedApi = new OperatorApi(guarded)) {
      var endpoint = scheme.endpoint(guarded.agentPort());
      try (var stranger =
          ProgramAgent.of(GoProgram.command(library), endpoint)
              .with("identifying", "a=b")
              .start()) {
        stranger.await("logged", event -> event.path("error").asText().contains("401"));
        assertThat(guardedApi.agent(stranger.uid()).isMissingNode()).isTrue();
        assertThat(stranger.count("connected")).isZero();
      }
      try (var known =
          ProgramAgent.of(GoProgram.command(library), endpoint)
              .with("identifying", "a=b")
              .with("token", "s3cret-token")
              .start()) {
        guardedApi.awaitComplete(known.uid());
      }
    }
  }

  /** What `muster connect go` prints, on either transport by one of the two libraries. */
  @Test
  void theSnippetConnectsAndTakesAConfig() {
    var scheme = library == GoProgram.Library.V0_23 ? Scheme.WS : Scheme.HTTP;
    try (var other = new SnippetServer()) {
      var command = GoProgram.built(library, other.snippet("go", scheme));
      other.assertThatItTakesAConfig(scheme, command);
    }
  }
}
