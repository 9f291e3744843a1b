package io.muster.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.muster.protocol.proto.ServerToAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents that poll make of a server's answers; SimulationIT polls a real one. */
class PollingTest {

  private static final Duration FIRST_RETRY = Duration.ofMillis(20);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Long> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.close();
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private Simulation simulation(
      int agents, Shares shares, @Nullable Duration duration, @Nullable ChangePlan changes) {
    return new Simulation(
        new SimulationPlan(
            List.of(new ServerUrl(at("/v1/opamp"))),
            null,
            agents,
            0,
            0,
            Duration.ofMillis(20),
            0.1,
            shares,
            null,
            100,
            Duration.ZERO,
            List.of(),
            null,
            false,
            duration,
            changes,
            FIRST_RETRY,
            Duration.ofMinutes(1),
            1,
            null),
        InstantSource.system());
  }

  /** An agent that polls until the test has seen what it waits for. */
  private JsonNode poll(HttpHandler answers, Predicate<Simulation> seen) throws Exception {
    server.createContext(
        "/v1/opamp",
        exchange -> {
          asked.add(System.nanoTime());
          exchange.getRequestBody().readAllBytes();
          answers.handle(exchange);
        });
    Simulation simulation = simulation(1, Shares.NONE, null, null);
    Future<?> run =
        threads.submit(() -> {
          simulation.run();
          return null;
        });
    try {
      await().until(() -> seen.test(simulation));
      return simulation.report().json();
    } finally {
      simulation.end();
      run.get();
    }
  }

  static void answer(HttpExchange exchange, ServerToAgent message) throws IOException {
    byte[] body = message.toByteArray();
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  static void empty(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private Duration wait(int retry) {
    return Duration.ofNanos(asked.get(retry) - asked.get(retry - 1));
  }

  @Test
  void anAgentIsConnectedWithTheFirstAnswer() throws Exception {
    CompletableFuture<JsonNode> held = new CompletableFuture<>();
    CompletableFuture<Integer> open = new CompletableFuture<>();
    JsonNode report =
        poll(
            exchange -> {
              held.join();
              answer(exchange, ServerToAgent.getDefaultInstance());
            },
            simulation -> {
              if (!asked.isEmpty()) {
                open.complete(simulation.report().open());
                held.complete(simulation.report().json());
              }
              return held.isDone() && simulation.report().open() == 1;
            });
    assertThat(open.join()).isZero();
    assertThat(held.join().at("/milliseconds/connect/count").asInt()).isZero();
    assertThat(report.at("/milliseconds/connect/count").asInt()).isEqualTo(1);
    assertThat(report.at("/connections/attempts").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 503})
  void aServerThatRefusesHasNoAgentsAndTheyComeEverMoreSeldom(int status) throws Exception {
    JsonNode report = poll(exchange -> empty(exchange, status), simulation -> asked.size() > 6);
    for (int retry = 1; retry <= 6; retry++) {
      assertThat(wait(retry)).isGreaterThan(FIRST_RETRY.dividedBy(2).multipliedBy(1L << retry - 1));
    }
    assertThat(report.at("/milliseconds/connect/count").asInt()).isZero();
    assertThat(report.at("/connections/refused/" + status).asInt()).isBetween(6, asked.size());
    assertThat(report.at("/connections/failed").asInt()).isZero();
    assertThat(report.at("/connections/lost").asInt()).isZero();
  }

  @Test
  void whatEndsBeforeTheFirstAnswerHasFailedAndARefusalSaysWhenToComeBack() throws Exception {
    JsonNode report =
        poll(
            exchange -> {
              switch (asked.size()) {
                case 1 -> exchange.close();
                case 2 -> {
                  exchange.getResponseHeaders().add("Retry-After", "1");
                  empty(exchange, 503);
                }
                default -> answer(exchange, ServerToAgent.getDefaultInstance());
              }
            },
            simulation -> asked.size() > 2 && simulation.report().open() == 1);
    assertThat(wait(2)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(report.at("/connections/failed").asInt()).isEqualTo(1);
    assertThat(report.at("/connections/lost").asInt()).isZero();
    assertThat(report.at("/connections/refused/503").asInt()).isEqualTo(1);
    assertThat(report.at("/connections/reconnects/most").asInt()).isZero();
    assertThat(report.at("/milliseconds/connect/count").asInt()).isEqualTo(1);
  }

  @Test
  void anAgentIsBackWhenTheServerLetsItIn() throws Exception {
    JsonNode report =
        poll(
            exchange -> {
              switch (asked.size()) {
                case 2 -> exchange.close();
                case 3, 4 -> empty(exchange, 503);
                default -> answer(exchange, ServerToAgent.getDefaultInstance());
              }
            },
            simulation -> asked.size() > 4 && simulation.report().open() == 1);
    assertThat(report.at("/connections/attempts").asInt()).isEqualTo(4);
    assertThat(report.at("/connections/lost").asInt()).isEqualTo(1);
    assertThat(report.at("/connections/failed").asInt()).isZero();
    assertThat(report.at("/connections/reconnects/most").asInt()).isEqualTo(1);
    assertThat(report.at("/milliseconds/reconnect/count").asInt()).isEqualTo(1);
    assertThat(report.at("/milliseconds/reconnect/max").asDouble())
        .isGreaterThan(wait(3).plus(wait(4)).toNanos() / 1e6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flap", "crash", "stall", "duplicate", "vanish"})
  void aChangeIsOverWhenThoseHaveItWhoAreExpectedTo(String behaviour) throws Exception {
    OfferingServer offering = new OfferingServer(server, AgentProfile.uid(1, 0));
    ChangePlan changes =
        new ChangePlan(1, 100, at("/config"), null, null, Duration.ofSeconds(20), Duration.ZERO);
    Simulation simulation = simulation(2, Shares.parse(behaviour + "=50"), Duration.ZERO, changes);
    simulation.run();
    JsonNode change = simulation.report().json().at("/changes/0");
    assertThat(offering.offered(AgentProfile.uid(1, 0))).contains("revision 1");
    assertThat(offering.offered(AgentProfile.uid(1, 1)))
        .containsExactly("revision 1", "revision 2");
    assertThat(change.at("/expected").asInt()).isEqualTo(1);
    assertThat(change.at("/offered/count").asInt()).isEqualTo(1);
    assertThat(change.at("/applied/count").asInt()).isEqualTo(1);
  }
}
