package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server before a real Infinispan is there, while it hangs, is dead, and back. */
class DegradedIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A heartbeat is answered on the event loop, however busy the machine is. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** More than the calls of which half have to fail before the circuit opens. */
  private static final int POLLING = 24;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> closed = new ArrayList<>();

  @Test
  void itStartsWithoutItsStoreAndKeepsItsAgentsWhenItIsAwayAndWritesWhatTheySaidWhenItIsBack(
      @TempDir Path folder) throws Exception {
    var infinispan = InfinispanJars.servers(folder);
    @Nullable Child child = null;
    try (MusterProcess first = start(infinispan)) {
      neverThere(first);
      child = infinispan.start(0);
      await().atMost(PATIENCE).until(() -> get(first, "/readyz").statusCode() == 200);
      assertToldOnceEach(first.log());
      assertThat(get(first, "/api/v1/agents").statusCode()).isEqualTo(200);
      assertThat(put(first, "receivers: {}\n").statusCode()).isIn(200, 201);
      Agent agent = agent(first, Transport.WEBSOCKET);
      agent.say(health(agent, "none"));
      List<Agent> polling = new ArrayList<>();
      for (int i = 0; i < POLLING; i++) {
        polling.add(agent(first, Transport.HTTP));
      }
      assertThat(staleSince(first)).isNull();
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
      assertThat(put(first, "exporters: {}\n").statusCode()).isIn(200, 201);

      child.kill();
      whileAway(first, agent, "dead");
      try (MusterProcess second = start(infinispan)) {
        assertThat(get(second, "/readyz").statusCode()).isEqualTo(503);
        child = infinispan.start(0);
        whenBack(first, agent);
        await().atMost(PATIENCE).until(() -> get(second, "/readyz").statusCode() == 200);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> {
              JsonNode shown = JSON.readTree(get(second, path(agent)).body());
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
    }
  }

  /** Before the store has been there once. */
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

  private void neverThere(MusterProcess server) throws IOException, InterruptedException {
    assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
    assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
    HttpResponse<String> refused =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.agentPort() + "/v1/opamp"))
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[0]))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("the server waits for its store");
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(get(server, "/api/v1/agents").statusCode()).isEqualTo(503);
  }

  private void whileAway(MusterProcess server, Agent agent, String how) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          heartbeat(agent);
          return staleSince(server) != null;
        });
    agent.say(health(agent, how + ": the first"));
    agent.say(health(agent, how + ": the last"));
    heartbeat(agent);

    HttpResponse<String> shown = get(server, path(agent));
    assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
    assertThat(JSON.readTree(shown.body()).at("/health/lastError").asText())
        .isEqualTo(how + ": the last");
    Instant since = Instant.parse(shown.headers().firstValue("Muster-Stale").orElseThrow());
    assertThat(since).isBetween(Instant.now().minus(PATIENCE), Instant.now());

    HttpResponse<String> ready = get(server, "/readyz");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("\"degraded\"");

    HttpResponse<String> refused = put(server, "service: {}\n");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(JSON.readTree(refused.body()).path("detail").asText()).contains("Infinispan");

    assertThat(metric(server, "muster_agents_unsaved")).isGreaterThanOrEqualTo(1);
    assertThat(metric(server, "muster_store_degraded_seconds")).isPositive();
  }

  private void whenBack(MusterProcess server, Agent agent) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          heartbeat(agent);
          assertThat(staleSince(server)).isNull();
          assertThat(metric(server, "muster_agents_unsaved")).isZero();
          assertThat(metric(server, "muster_store_degraded_seconds")).isZero();
        });
  }

  /** On the one socket that the agent has had from the beginning. */
  private static void heartbeat(Agent agent) {
    long begun = System.nanoTime();
    assertThat(agent.heartbeat().hasErrorResponse()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(HEARTBEAT);
  }

  private static CompletableFuture<Void> pollAll(List<Agent> agents) {
    return CompletableFuture.allOf(
        agents.stream()
            .map(agent ->
                CompletableFuture.runAsync(
                    () -> assertThat(agent.heartbeat().hasErrorResponse()).isFalse(),
                    Thread::startVirtualThread))
            .toArray(CompletableFuture[]::new));
  }

  private Agent agent(MusterProcess server, Transport transport) {
    Agent agent = Agent.connect(server.agentEndpoint(), transport);
    closed.add(agent);
    agent.capabilities(Bits.CONFIGURABLE | Bits.REPORTS_HEALTH);
    assertThat(agent.introduce().hasErrorResponse()).isFalse();
    return agent;
  }

  private static AgentToServer.Builder health(Agent agent, String error) {
    return agent
        .message()
        .setHealth(ComponentHealth.newBuilder().setHealthy(false).setLastError(error));
  }

  private static String path(Agent agent) {
    return "/api/v1/agents/" + InstanceUid.of(agent.uid());
  }

  private @Nullable String staleSince(MusterProcess server)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = get(server, "/api/v1/agents");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("Muster-Stale").orElse(null);
  }

  private double metric(MusterProcess server, String name)
      throws IOException, InterruptedException {
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

  private HttpResponse<String> put(MusterProcess server, String yaml)
      throws IOException, InterruptedException {
    return http.send(
        request(server, "/api/v1/configs/prod")
            .header("Content-Type", "application/yaml")
            .PUT(HttpRequest.BodyPublishers.ofString(yaml))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(MusterProcess server, String path)
      throws IOException, InterruptedException {
    return http.send(request(server, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(MusterProcess server, String path) {
    return HttpRequest.newBuilder(server.operatorEndpoint().resolve(path))
        .header("Authorization", "Bearer " + server.token());
  }
}
