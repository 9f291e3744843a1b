package io.muster.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A small fleet, over both transports, against a real server. */
class SimulationIT {

  private static MusterProcess server;

  @BeforeAll
  static void start() {
    server = MusterProcess.server().start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static SimulationPlan plan(String scheme, int first, String shares, int changes) {
    return new SimulationPlan(
        List.of(ServerUrl.parse(scheme + "://127.0.0.1:" + server.agentPort() + "/v1/opamp")),
        null,
        40,
        first,
        0,
        Duration.ofMillis(100),
        0.1,
        shares.isEmpty() ? Shares.NONE : Shares.parse(shares),
        null,
        1_000,
        Duration.ofMillis(20),
        List.of("127.0.0.2", "127.0.0.3"),
        null,
        false,
        Duration.ofSeconds(1),
        ChangePlan.onMuster(
            changes,
            2_000,
            URI.create("http://127.0.0.1:" + server.operatorPort()),
            server.token(),
            Duration.ofSeconds(20),
            Duration.ofMillis(100)),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        1,
        server.pid());
  }

  private static SimulationPlan over(List<MusterProcess> servers) {
    return new SimulationPlan(
        servers.stream()
            .map(each -> ServerUrl.parse("ws://127.0.0.1:" + each.agentPort() + "/v1/opamp"))
            .toList(),
        null,
        40,
        4_000,
        0,
        Duration.ofSeconds(1),
        0.1,
        Shares.NONE,
        null,
        500,
        Duration.ofMillis(20),
        List.of(),
        null,
        false,
        null,
        null,
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        1,
        null);
  }

  private static int sockets(MusterProcess process) {
    try (OperatorClient operator = process.operator()) {
      return operator
          .send(operator.request("/metrics"))
          .expecting(200)
          .body()
          .lines()
          .filter(line -> line.startsWith("opamp_server_agent_connections "))
          .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
          .findFirst()
          .orElseThrow();
    }
  }

  private static ObjectNode run(SimulationPlan plan) throws IOException, InterruptedException {
    Simulation simulation = new Simulation(plan, InstantSource.system());
    simulation.run();
    return simulation.report().json();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "http"})
  void everyAgentGetsEveryChange(String scheme) throws IOException, InterruptedException {
    ObjectNode report = run(plan(scheme, scheme.equals("ws") ? 0 : 1_000, "", 2));
    assertThat(report.at("/connections/attempts").asInt()).isEqualTo(40);
    assertThat(report.at("/messages/errors").asInt()).isZero();
    assertThat(report.at("/messages/heartbeats").asInt()).isGreaterThan(40);
    assertThat(report.at("/configs/applied").asInt()).as(report.toString()).isEqualTo(120);
    assertThat(report.at("/changes")).hasSize(2);
    for (var change : report.at("/changes")) {
      assertThat(change.at("/expected").asInt()).isEqualTo(40);
      assertThat(change.at("/offered/count").asInt()).isEqualTo(40);
      assertThat(change.at("/applied/count").asInt()).isEqualTo(40);
    }
    assertThat(report.at("/server/rssBytesEnd").asLong()).isGreaterThan(50 << 20);
    assertThat(report.at("/server/steadyMessages").asInt()).isPositive();
  }

  @Test
  void agentsAreSpreadOverServersAndGoToTheNextWhenTheirsIsLost() throws Exception {
    try (MusterProcess other = MusterProcess.server().start();
        ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
      Simulation simulation = new Simulation(over(List.of(server, other)), InstantSource.system());
      Future<?> run =
          background.submit(() -> {
            simulation.run();
            return null;
          });
      await().until(() -> sockets(server) == 20 && sockets(other) == 20);
      assertThat(simulation.report().json().at("/connections/reconnects/most").asInt()).isZero();
      other.kill();
      await().until(() -> sockets(server) == 40);
      simulation.end();
      run.get();
      ObjectNode report = simulation.report().json();
      assertThat(report.at("/connections/lost").asInt()).isEqualTo(20);
      assertThat(report.at("/connections/reconnects/most").asInt()).isEqualTo(1);
      assertThat(report.at("/connections/reconnects/agents0").asInt()).isEqualTo(20);
      assertThat(report.at("/connections/reconnects/agents1").asInt()).isEqualTo(20);
    }
  }

  /** Who polls under another's uid is not told apart, and takes the other's offers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ws | 2000 | fail=10,silent=10,stall=10,duplicate=10 | 32",
        "http | 3000 | fail=10,silent=10,stall=10 | 36"
      })
  void misbehavingAgentsDisturbNobody(String scheme, int first, String shares, int expected)
      throws IOException, InterruptedException {
    ObjectNode report = run(plan(scheme, first, shares, 1));
    var change = report.at("/changes/0");
    assertThat(change.at("/expected").asInt()).isEqualTo(expected);
    assertThat(change.at("/offered/count").asInt()).as(report.toString()).isEqualTo(expected);
    assertThat(report.at("/configs/failed").asInt()).isGreaterThanOrEqualTo(3);
  }
}
