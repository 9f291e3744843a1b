package io.muster.interop;

import static io.muster.interop.OperatorApi.configStatus;
import static io.muster.interop.OperatorApi.connected;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** opamp-go against a server that goes away, in the orderly way or not, and comes back. */
@ParameterizedClass
@EnumSource
class GoClientRestartIT {

  @Parameter private GoProgram.Library library = GoProgram.Library.V0_23;

  private static MusterProcess server;
  private static OperatorApi api;
  private static Relay relay;

  @BeforeAll
  static void start() {
    GoProgram.command(GoProgram.Library.V0_23);
    server = MusterProcess.server().start();
    api = new OperatorApi(server);
    relay = new Relay(server.agentPort());
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      relay.close();
      api.close();
      server.close();
    }
  }

  private ProgramAgent.Launch agent(Scheme scheme, String tag) {
    return ProgramAgent.of(GoProgram.command(library), scheme.endpoint(relay.port()))
        .can(
            "AcceptsRemoteConfig",
            "ReportsRemoteConfig",
            "ReportsEffectiveConfig",
            "ReportsHealth",
            "ReportsHeartbeat")
        .with("heartbeat", "200ms")
        .with("identifying", "service.name=checkout")
        .with("attribute", "tag=" + tag);
  }

  /** A name that no other run of the test uses. */
  private String tag(String name) {
    return name + "-" + library;
  }

  private static String configure(ProgramAgent agent, String tag) {
    api.awaitComplete(agent.uid());
    var hash = api.config(tag, "receivers:\n  " + tag + ": {}\n");
    api.target(tag, "tag", tag);
    api.await(agent.uid(), a -> configStatus(a).equals("APPLIED"));
    return hash;
  }

  private static void comeBack() {
    server.startAgain();
    relay.to(server.agentPort());
  }

  @Test
  void afterACrashTheStateIsCompleteAndNothingIsOfferedAgain() {
    try (var onSocket = agent(Scheme.WS, tag("crash-ws")).start();
        var polling = agent(Scheme.HTTP, tag("crash-http")).start()) {
      var socketHash = configure(onSocket, tag("crash-ws"));
      var pollingHash = configure(polling, tag("crash-http"));
      server.kill();
      var news = Map.of("value", Map.of("healthy", false, "lastError", "meanwhile"));
      onSocket.tell("health", news);
      polling.tell("health", news);
      comeBack();
      assertSurvivedTheCrash(onSocket, tag("crash-ws"), socketHash);
      assertSurvivedTheCrash(polling, tag("crash-http"), pollingHash);
    }
  }

  private static void assertSurvivedTheCrash(ProgramAgent agent, String tag, String hash) {
    var shown =
        api.await(
            agent.uid(),
            a ->
                connected(a)
                    && a.at("/health/lastError").asText().equals("meanwhile")
                    // Its newest effective config was in memory only: it is asked for it once.
                    && a.at("/effectiveConfig/files/collector.yaml/body").asText().contains(tag));
    assertThat(shown.at("/attributes/tag").asText()).isEqualTo(tag);
    assertThat(configStatus(shown)).isEqualTo("APPLIED");
    assertThat(shown.at("/config/reported/hash").asText()).isEqualTo(hash);
    assertThat(agent.offeredHashes()).containsExactly(hash);
    assertThat(agent.count("fullStateAsked")).isLessThanOrEqualTo(1);
  }

  /**
   * New connections are held while there is no server, so that no back-off is waited for. The agent
   * on a socket sends no heartbeats: the library loses one that it would send after its own Close
   * frame, and its numbers then have a gap that no server can know to be harmless.
   */
  @Test
  void afterAnOrderlyStopNobodyIsAskedForFullState() {
    try (var onSocket = agent(Scheme.WS, tag("stop-ws")).with("heartbeat", "1h").start();
        var polling = agent(Scheme.HTTP, tag("stop-http")).start()) {
      var socketHash = configure(onSocket, tag("stop-ws"));
      var pollingHash = configure(polling, tag("stop-http"));
      relay.hold();
      server.terminate();
      server.waitForExit(Duration.ofSeconds(25));
      comeBack();
      relay.release();
      assertGoesOn(onSocket, tag("stop-ws"), socketHash);
      assertGoesOn(polling, tag("stop-http"), pollingHash);
    }
  }

  private static void assertGoesOn(ProgramAgent agent, String tag, String hash) {
    var shown = api.await(agent.uid(), OperatorApi::connected);
    assertThat(shown.at("/attributes/tag").asText()).isEqualTo(tag);
    assertThat(configStatus(shown)).isEqualTo("APPLIED");
    agent.tell("health", Map.of("value", Map.of("healthy", true, "status", "after")));
    api.await(agent.uid(), a -> a.at("/health/status").asText().equals("after"));
    assertThat(agent.offeredHashes()).containsExactly(hash);
    assertThat(agent.count("fullStateAsked")).isZero();
  }
}
