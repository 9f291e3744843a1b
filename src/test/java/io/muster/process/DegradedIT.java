package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.testagent.Conversation;
import io.muster.testagent.PollingConversation;
import io.muster.testagent.TestAgent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server before a real Infinispan is there, while it hangs, is dead, and back. */
class DegradedIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** In a row: as many that each wait for the store's servers, 3 s, take twice {@link #ALL}. */
  private static final int HEARTBEATS = 20;

  /** A bound of liveness: they take some milliseconds. */
  private static final Duration ALL = Duration.ofSeconds(30);

  /** More than the calls of which half have to fail before the circuit opens. */
  private static final int POLLING = 24;

  private final Map<MusterProcess, OperatorClient> operators = new HashMap<>();
  private long agents;
  private final List<AutoCloseable> closed = new ArrayList<>();

  @Test
  void itStartsWithoutItsStoreAndKeepsItsAgentsWhenItIsAwayAndWritesWhatTheySaidWhenItIsBack(
      @TempDir Path folder) throws Exception {
    var infinispan = InfinispanJars.servers(folder);
    @Nullable Child child = null;
    try (MusterProcess first = start(infinispan)) {
      neverThere(first);
      child = infinispan.start(0);
      await().atMost(PATIENCE).until(() -> get(first, "/readyz").status() == 200);
      assertToldOnceEach(first.log());
      get(first, "/api/v1/agents").expecting(200);
      put(first, "receivers: {}\n").expecting(200, 201);
      Conversation agent = introduced(Conversation.overSocket(agent(), first.agentPort()));
      agent.say(health(agent, "none"));
      List<Conversation> polling = new ArrayList<>();
      for (int i = 0; i < POLLING; i++) {
        polling.add(introduced(Conversation.byPolling(agent(), first.agentPort())));
      }
      assertThat(stale(first)).isFalse();
      assertThat(metric(first, "muster_store_circuit{state=\"closed\"}")).isEqualTo(1);

      signal(child, "STOP");
      CompletableFuture<Void> polls = pollAll(polling);
      whileAway(first, agent, "hangs");
      polls.get(30, TimeUnit.SECONDS); // Each was answered.
      assertThat(metric(first, "muster_store_circuit{state=\"closed\"}"))
          .as("the circuit opened under so many calls that failed")
          .isEqualTo(0);
      signal(child, "CONT");
      whenBack(first, agent);
      put(first, "exporters: {}\n").expecting(200, 201);

      child.kill();
      whileAway(first, agent, "dead");
      try (MusterProcess second = start(infinispan)) {
        get(second, "/readyz").expecting(503);
        child = infinispan.start(0);
        whenBack(first, agent);
        await().atMost(PATIENCE).until(() -> get(second, "/readyz").status() == 200);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> {
              JsonNode shown = get(second, path(agent)).json();
              assertThat(shown.at("/health/lastError").asText()).isEqualTo("dead: the last");
              assertThat(shown.path("status").asText()).isEqualTo("connected");
            });
        assertThat(get(second, "/api/v1/configs/prod").body()).contains("\"revision\":2");
      }
    } finally {
      if (child != null) {
        signal(child, "CONT");
        child.kill();
      }
      for (AutoCloseable each : closed) {
        each.close();
      }
      operators.values().forEach(OperatorClient::close);
    }
  }

  /** It asks again every second, and says why it got nothing when that is news. */
  private static void assertToldOnceEach(String log) {
    List<String> reasons =
        log.lines()
            .filter(line -> line.contains("event=fleet_unread"))
            .map(line -> line.substring(line.indexOf("reason=")))
            .toList();
    assertThat(reasons).isNotEmpty();
    for (int i = 1; i < reasons.size(); i++) {
      assertThat(reasons.get(i)).isNotEqualTo(reasons.get(i - 1));
    }
  }

  /** Before the store has been there once. */
  private void neverThere(MusterProcess server) throws IOException, InterruptedException {
    get(server, "/readyz").expecting(503);
    get(server, "/healthz").expecting(200);
    HttpResponse<byte[]> refused =
        PollingConversation.post(server.agentPort(), AgentToServer.getDefaultInstance());
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body())
        .asString(StandardCharsets.UTF_8)
        .contains("the server waits for its store");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    get(server, "/api/v1/agents").expecting(503);
  }

  private void whileAway(MusterProcess server, Conversation agent, String how) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          heartbeats(agent);
          return stale(server);
        });
    agent.say(health(agent, how + ": the first"));
    agent.say(health(agent, how + ": the last"));
    heartbeats(agent);

    Answer shown = get(server, path(agent)).expecting(200);
    assertThat(shown.json().at("/health/lastError").asText()).isEqualTo(how + ": the last");
    Instant since = Instant.parse(shown.header("Muster-Stale"));
    assertThat(since).isBetween(Instant.now().minus(PATIENCE), Instant.now());

    assertThat(get(server, "/readyz").expecting(200).body()).contains("\"degraded\"");

    Answer refused = put(server, "service: {}\n").expecting(503);
    assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
    assertThat(refused.header("Retry-After")).isNotEmpty();
    assertThat(refused.json().path("detail").asText()).contains("Infinispan");

    assertThat(metric(server, "muster_agents_unsaved")).isGreaterThanOrEqualTo(1);
    assertThat(metric(server, "muster_store_degraded_seconds")).isPositive();
  }

  private void whenBack(MusterProcess server, Conversation agent) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          heartbeats(agent);
          assertThat(stale(server)).isFalse();
          assertThat(metric(server, "muster_agents_unsaved")).isZero();
          assertThat(metric(server, "muster_store_degraded_seconds")).isZero();
        });
  }

  /** None waits for the store; on the one socket that the agent has had from the beginning. */
  private static void heartbeats(Conversation agent) {
    long begun = System.nanoTime();
    for (int i = 0; i < HEARTBEATS; i++) {
      assertThat(agent.heartbeat().hasErrorResponse()).isFalse();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ALL);
  }

  private static CompletableFuture<Void> pollAll(List<Conversation> agents) {
    return CompletableFuture.allOf(
        agents.stream()
            .map(agent ->
                CompletableFuture.runAsync(
                    () -> assertThat(agent.heartbeat().hasErrorResponse()).isFalse(),
                    Thread::startVirtualThread))
            .toArray(CompletableFuture[]::new));
  }

  private Conversation introduced(Conversation agent) {
    closed.add(agent);
    assertThat(agent.report().hasErrorResponse()).isFalse();
    return agent;
  }

  private TestAgent agent() {
    return new TestAgent(
        new InstanceUid(0x0190e0a200007000L, ~agents++),
        "degraded",
        AgentCapability.REPORTS_STATUS,
        AgentCapability.ACCEPTS_REMOTE_CONFIG,
        AgentCapability.REPORTS_REMOTE_CONFIG,
        AgentCapability.REPORTS_HEALTH);
  }

  private static AgentToServer.Builder health(Conversation agent, String error) {
    return agent
        .agent()
        .message()
        .setHealth(ComponentHealth.newBuilder().setHealthy(false).setLastError(error));
  }

  private static String path(Conversation agent) {
    return "/api/v1/agents/" + agent.agent().uid();
  }

  private boolean stale(MusterProcess server) {
    return get(server, "/api/v1/agents").expecting(200).stale();
  }

  private double metric(MusterProcess server, String name) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(get(server, "/metrics").body());
    assertThat(line.find()).as("the metric %s", name).isTrue();
    return Double.parseDouble(line.group(1));
  }

  private static void signal(Child child, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(child.pid())).start().waitFor();
  }

  private static MusterProcess start(InfinispanServers infinispan) {
    return MusterProcess.server().onInfinispan(infinispan.hosts()).start();
  }

  private Answer put(MusterProcess server, String yaml) {
    return operator(server).putConfig("prod", yaml);
  }

  private Answer get(MusterProcess server, String path) {
    return operator(server).get(path);
  }

  private OperatorClient operator(MusterProcess server) {
    return operators.computeIfAbsent(server, MusterProcess::operator);
  }
}
