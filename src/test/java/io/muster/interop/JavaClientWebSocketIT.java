package io.muster.interop;

import static io.muster.interop.OperatorApi.configStatus;
import static io.muster.interop.OperatorApi.connected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.process.MusterProcess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The OpenTelemetry Java client on WebSocket against the server. What is known to be broken in
 * 1.53.0-alpha is asserted, so that a client that is better shows up here.
 */
class JavaClientWebSocketIT {

  private static final String MESSAGES = "opamp_server_message_duration_seconds_count";

  private static final Duration QUIET = Duration.ofSeconds(2);

  private static MusterProcess server;
  private static OperatorApi api;
  private Relay relay;

  @BeforeAll
  static void start() {
    server = MusterProcess.server().start();
    api = new OperatorApi(server);
  }

  @AfterAll
  static void stop() {
    api.close();
    server.close();
  }

  @BeforeEach
  void connect() {
    relay = new Relay(server.agentPort());
  }

  /** Ends agents that are no longer able to say goodbye, too. */
  @AfterEach
  void disconnect() {
    relay.close();
  }

  private static JavaAgent agent(Relay relay) {
    return JavaAgent.onWebSocket(Scheme.WS.endpoint(relay.port()), Map.of("tag", "java"));
  }

  /** An agent that has said everything, which takes a change after it was asked (defect 3). */
  private static JavaAgent completeAgent(OperatorApi api, Relay relay) {
    var agent = agent(relay);
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> {
          agent.effective("complete: " + System.nanoTime() + "\n");
          return OperatorApi.complete(api.agent(agent.uid()));
        });
    return agent;
  }

  private static String effective(JsonNode agent) {
    return agent.at("/effectiveConfig/files//body").asText();
  }

  private static void stays(Callable<Boolean> condition) {
    await().during(QUIET).atMost(QUIET.multipliedBy(5)).until(condition);
  }

  /**
   * Defects 1 and 3: the first message is made before the socket is open and lost; asked for its
   * full state, the client sends it with the next message of its own, whenever that is.
   */
  @Test
  void theDescriptionIsMissingUntilTheAgentHasSomethingToSay() {
    double before = fullStateRequests();
    relay.hold();
    try (var agent = agent(relay)) {
      relay.release();
      api.await(agent.uid(), OperatorApi::connected);
      stays(() -> api.agent(agent.uid()).path("attributes").isEmpty());
      assertThat(fullStateRequests()).isEqualTo(before + 1);
      agent.effective("said: 1\n");
      var shown = api.awaitComplete(agent.uid());
      assertThat(shown.at("/attributes/tag").asText()).isEqualTo("java");
      assertThat(effective(shown)).isEqualTo("said: 1\n");
      assertThat(fullStateRequests()).isEqualTo(before + 1);
    }
  }

  private static double fullStateRequests() {
    return api.metric("muster_full_state_requests_total");
  }

  /** Defect 2: no heartbeats. That the connection lives is known from pings alone. */
  @Test
  void aSilentAgentIsConnected() {
    try (var agent = completeAgent(api, relay)) {
      double messages = messagesOnceQuiet();
      stays(() -> connected(api.agent(agent.uid())));
      assertThat(api.metric(MESSAGES)).isEqualTo(messages);
    }
  }

  /** Messages processed so far, read when a second has passed without any: none is under way. */
  private static double messagesOnceQuiet() {
    AtomicReference<Double> before = new AtomicReference<>(-1.0);
    await()
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> {
          double now = api.metric(MESSAGES);
          return before.getAndSet(now) == now;
        });
    return before.get();
  }

  @Test
  void aConfigIsPushedAndApplied() {
    try (var agent = completeAgent(api, relay)) {
      var hash = api.config("java", "receivers: {}\n");
      api.target("java", "tag", "java");
      api.await(agent.uid(), a -> configStatus(a).equals("APPLIED"));
      assertThat(agent.offeredHashes()).containsExactly(hash);
    }
  }

  /** Defect 4: it reconnects, and says nothing until its state changes. */
  @Test
  void afterABrokenConnectionItIsBackWithItsNextChange() {
    try (var agent = completeAgent(api, relay)) {
      int before = relay.connections();
      relay.cut();
      await().until(() -> relay.connections() > before);
      api.await(agent.uid(), a -> !connected(a));
      stays(() -> !connected(api.agent(agent.uid())));
      agent.effective("back: 1\n");
      var shown = api.await(agent.uid(), OperatorApi::connected);
      assertThat(shown.at("/attributes/tag").asText()).isEqualTo("java");
      assertThat(effective(shown)).isEqualTo("back: 1\n");
    }
  }

  /** Defect 5: a Close frame, which an orderly stop owes its agents, is the end of this client. */
  @Test
  void afterACloseFrameItNeverComesBack() {
    try (var agent = completeAgent(api, relay)) {
      int before = relay.connections();
      server.restart();
      relay.to(server.agentPort());
      agent.effective("lost: 1\n");
      stays(() -> relay.connections() == before);
      assertThat(connected(api.agent(agent.uid()))).isFalse();
    }
  }

  /** What the server can do about defect 5. */
  @Test
  void withoutACloseFrameItComesBack() {
    var abrupt = MusterProcess.server().with("muster.agents.close-without-frame", "true");
    try (var own = abrupt.start();
        var ownApi = new OperatorApi(own);
        var ownRelay = new Relay(own.agentPort());
        var agent = completeAgent(ownApi, ownRelay)) {
      int before = ownRelay.connections();
      own.restart();
      ownRelay.to(own.agentPort());
      await().atMost(Duration.ofSeconds(20)).until(() -> ownRelay.connections() > before);
      // Said into a socket that is not open yet it would be lost (defect 1), so say it again.
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> {
            agent.effective("back: " + System.nanoTime() + "\n");
            return connected(ownApi.agent(agent.uid()));
          });
      assertThat(ownApi.agent(agent.uid()).at("/attributes/tag").asText()).isEqualTo("java");
    }
  }
}
