package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.protocol.proto.ServerToAgent;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connection settings by the API, and agents on the wire that do what they are told, or not. */
class ConnectionSettingsIT {

  private static final String OLD = "0123456789abcdef-old";
  private static final String NEW = "0123456789abcdef-new";
  private static final String ENDPOINT = "wss://muster.example.com/v1/opamp";
  private static final String PATH = "/api/v1/connection-settings/eu";

  private static final long TAKING =
      Bits.CONFIGURABLE | Bits.REPORTS_HEARTBEAT | Bits.ACCEPTS_OPAMP_CONNECTION_SETTINGS;

  private static final MusterProcess SERVER =
      MusterProcess.server()
          .with("muster.agents.authentication", "token")
          .with("muster.agents.tokens.old", OLD)
          .with("muster.agents.tokens.new", NEW)
          .with("muster.connections.endpoints", ENDPOINT)
          .with("muster.connections.interval", "100ms")
          .with("muster.fleet.offer-timeout", "3s")
          .start();

  private static final OperatorClient API = SERVER.operator();

  @AfterAll
  static void stop() {
    API.close();
    SERVER.close();
  }

  @AfterEach
  void clear() {
    API.delete(PATH);
    API.get("/api/v1/agents?limit=1000")
        .json()
        .path("items")
        .forEach(agent -> API.delete("/api/v1/agents/" + agent.path("uid").asText()));
  }

  private static Agent agent(Transport transport, String token, String... more) {
    String[] headers = new String[more.length + 1];
    headers[0] = "Authorization: Bearer " + token;
    System.arraycopy(more, 0, headers, 1, more.length);
    return Agent.connect(SERVER.agentEndpoint(), transport, headers).capabilities(TAKING);
  }

  private static String body(String endpoint, String authorization, String more) {
    return """
    {"selector": {}, "opamp": {"endpoint": "%s", "headers": {%s}, "heartbeatInterval": "PT1S"}%s}
    """
        .formatted(
            endpoint,
            authorization.isEmpty() ? "" : "\"authorization\": \"Bearer " + authorization + "\"",
            more);
  }

  private static Answer put(String query) {
    return API.putJson(PATH + query, body(ENDPOINT, NEW, ""));
  }

  @Test
  void aDryRunSaysWhomItWouldReachByKindAndChangesNothing() {
    try (Agent socket = agent(Transport.WEBSOCKET, OLD);
        Agent poller = agent(Transport.HTTP, OLD);
        Agent viewer = agent(Transport.WEBSOCKET, OLD).capabilities(Bits.CONFIGURABLE)) {
      socket.introduce();
      poller.introduce();
      viewer.introduce();
      JsonNode answer = put("?dryRun=true").expecting(200).json();
      JsonNode reach = answer.path("reach");
      assertThat(reach.path("agents").asInt()).isEqualTo(3);
      assertThat(reach.path("offered").asInt()).isEqualTo(2);
      assertThat(reach.path("refusals")).isEmpty();
      Map<String, JsonNode> kinds = new TreeMap<>();
      reach
          .path("kinds")
          .forEach(kind ->
              kinds.put(kind.path("transport").asText() + kind.path("offered").asInt(), kind));
      assertThat(kinds).containsOnlyKeys("http1", "websocket0", "websocket1");
      assertThat(Objects.requireNonNull(kinds.get("websocket0")).path("warnings").get(0).asText())
          .contains("AcceptsOpAMPConnectionSettings");
      assertThat(answer.toString()).doesNotContain(NEW);
      assertThat(API.get(PATH).status()).isEqualTo(404);
      assertThat(socket.heartbeat().hasConnectionSettings()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?dryRun=1",
        "?dryRun=yes",
        "?dryRun=True",
        "?dryRun",
        "?dryRun=true&dryRun=false",
        "?force=TRUE"
      })
  void aSwitchThatIsNeitherTrueNorFalseIsRefusedAndNothingIsDone(String query) {
    Answer answer = put(query);
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    assertThat(answer.body()).containsAnyOf("true or false", "'dryRun' is given 2 times");
    assertThat(API.get(PATH).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "wss://muster.example.com/v1/opamp, '', '', have no Authorization",
    "wss://muster.example.com/v1/opamp, unknown-token-of-nobody, '', does not let an agent in",
    "wss://other.example.com/v1/opamp, 0123456789abcdef-new, '', muster.connections.endpoints",
    "wss://muster.example.com/v1/opamp, 0123456789abcdef-new, ', \"leaves\": true', leave it out",
    "ws://muster.example.com:443/v1/opamp, 0123456789abcdef-new, '', is not encrypted",
    "ws://127.muster.example.com/v1/opamp, 0123456789abcdef-new, ', \"leaves\": true', not"
        + " encrypted"
  })
  void whatWouldLockAgentsOutIsRefusedUnlessForced(
      String endpoint, String token, String more, String why) {
    String body = body(endpoint, token, more);
    Answer refused = API.putJson(PATH, body);
    assertThat(refused.status()).as("%s", refused).isEqualTo(422);
    assertThat(refused.json().path("detail").asText()).contains(why, "?force=true");
    assertThat(API.get(PATH).status()).isEqualTo(404);

    Answer dry = API.putJson(PATH + "?dryRun=true", body).expecting(200);
    assertThat(dry.json().path("reach").path("refusals").toString()).contains(why);

    Answer forced = API.putJson(PATH + "?force=true", body).expecting(201);
    assertThat(forced.json().path("reach").path("refusals").toString()).contains(why);
    assertThat(API.get(PATH).status()).isEqualTo(200);
  }

  private static ServerToAgent offered(Agent agent) {
    return agent.await(ServerToAgent::hasConnectionSettings);
  }

  private static JsonNode progress() {
    return API.get(PATH).expecting(200).json().path("progress").path(0);
  }

  private static void awaitStage(String stage) {
    await().untilAsserted(() -> assertThat(progress().path("stage").asText()).isEqualTo(stage));
  }

  /** Of a proxy that puts its own host in: `Host` is this machine's here. */
  @Test
  void behindAProxyTheHostThatItForwardsProvesAndNoneStops() {
    for (boolean forwards : new boolean[] {true, false}) {
      try (Agent before = agent(Transport.WEBSOCKET, OLD)) {
        before.introduce();
        put("").expecting(201);
        assertThat(offered(before).getConnectionSettings().getOpamp().getDestinationEndpoint())
            .isEqualTo(ENDPOINT);
        before.close();
        String[] proxy =
            forwards ? new String[] {"X-Forwarded-Host: muster.example.com"} : new String[0];
        try (Agent after = agent(Transport.WEBSOCKET, NEW, proxy).uid(before.uid())) {
          after.introduce();
          awaitStage(forwards ? "ten" : "stopped");
          if (!forwards) {
            assertThat(progress().path("stopped").path("message").asText())
                .contains("did not come back by these settings");
          }
        }
      }
      clear();
    }
  }

  @Test
  void whoComesBackByTheOldTokenStopsItsKindUntilARetry() {
    try (Agent agent = agent(Transport.WEBSOCKET, OLD, "X-Forwarded-Host: muster.example.com")) {
      agent.introduce();
      put("").expecting(201);
      offered(agent);
      agent.reconnect();
      agent.introduce();
      awaitStage("stopped");
      assertThat(progress().path("stopped").path("agent").asText())
          .isEqualTo(Messages.text(agent.uid()));
      API.post(PATH + "/retry", "").expecting(200);
      assertThat(offered(agent).getConnectionSettings().getHash().isEmpty()).isFalse();
    }
  }

  @Test
  void aRetryOfSettingsThatAreNotThereIs404() {
    assertThat(API.post(PATH + "/retry", "").status()).isEqualTo(404);
  }
}
