package io.muster.interop;

import static io.muster.interop.OperatorApi.connected;
import static io.muster.interop.OperatorApi.effective;
import static io.muster.interop.OperatorApi.sync;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The OpAMP supervisor 0.158 with a real collector, and the collector's extension by itself, each
 * with what `muster connect` prints for it: what is said of them is true. The property {@code
 * muster.supervisors} says how many at once.
 */
@Execution(ExecutionMode.CONCURRENT)
class SupervisorIT {

  private static final int NUMBER = Integer.getInteger("muster.supervisors", 1);

  /** The supervisor waits 5 s before a crashed collector runs again; a drift has to settle. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static SnippetServer server;
  private static OperatorApi api;

  @BeforeAll
  static void start() {
    CollectorPrograms.supervisor();
    server = new SnippetServer();
    api = server.api();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String config(String timeout) {
    return """
    receivers:
      otlp:
        protocols:
          grpc: {endpoint: '127.0.0.1:0'}
    processors:
      batch: {timeout: %s}
      attributes/env:
        actions:
          - {key: deployment.environment, value: prod, action: upsert}
    exporters:
      debug: {verbosity: detailed}
      otlphttp:
        endpoint: https://collector.example:4318
        headers: {authorization: Bearer s3cret}
    service:
      pipelines:
        traces:
          receivers: [otlp]
          processors: [attributes/env, batch]
          exporters: [debug, otlphttp]
    """
        .formatted(timeout);
  }

  /** What `muster connect supervisor` prints, with what a test has to have otherwise. */
  private static CollectorProcess supervised(String tag, boolean reportsRemoteConfig) {
    return supervised(tag, "reports_remote_config: " + reportsRemoteConfig);
  }

  private static CollectorProcess supervised(String tag, String capability) {
    return CollectorProcess.supervised(
        Snippets.merged(
            server.snippet("supervisor", Scheme.WS),
            """
            capabilities: {%s}
            agent:
              executable: '{collector}'
              instance_id: '{uid}'
              config_apply_timeout: 5s
              description: {non_identifying_attributes: {tag: %s}}
              # Or several collectors of one machine want the same port.
              args: ['--set=service.telemetry.metrics.level=none']
            storage: {directory: '{folder}'}
            """
                .formatted(capability, tag)));
  }

  private static JsonNode await(CollectorProcess collector, Predicate<JsonNode> wanted) {
    try {
      return api.await(collector.uid(), PATIENCE, wanted);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + why(collector) + "\n" + collector, e);
    }
  }

  private static String why(CollectorProcess collector) {
    return api.get("/api/v1/agents/" + collector.uid() + "/why").body();
  }

  private static boolean healthy(JsonNode agent) {
    return connected(agent) && agent.at("/health/healthy").asBoolean();
  }

  private static boolean runs(JsonNode agent, String timeout) {
    return healthy(agent) && effective(agent).contains("timeout: " + timeout + "\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatItRunsIsSaidThroughRestartsAndEditsByHand(boolean reportsRemoteConfig) {
    var tag = reportsRemoteConfig ? "reports" : "tells-nothing";
    var all = Stream.generate(() -> supervised(tag, reportsRemoteConfig)).limit(NUMBER).toList();
    try {
      all.forEach(CollectorProcess::start);
      all.forEach(each -> await(each, agent -> healthy(agent) && !effective(agent).isEmpty()));
      api.config(tag, config("60s"));
      api.target(tag, "tag", tag);
      all.forEach(each -> assertInSync(each, "1m0s"));
      api.config(tag, config("10s"));
      all.forEach(each -> assertInSync(each, "10s"));

      all.forEach(SupervisorIT::restartCollector);
      all.forEach(each -> assertInSync(each, "10s"));
      all.forEach(SupervisorIT::restart);
      all.forEach(each -> assertInSync(each, "10s"));
      assertThat(all).allSatisfy(each -> assertThat(tries(each)).isOne());

      // What the collector itself reads; the supervisor writes it anew when it starts.
      all.forEach(each -> each.edit("effective.yaml", "timeout: 10s", "timeout: 12s"));
      all.forEach(SupervisorIT::restartCollector);
      all.forEach(each -> assertDrifted(each, "12s"));
      all.forEach(SupervisorIT::restart);
      all.forEach(each -> assertInSync(each, "10s"));

      all.forEach(CollectorProcess::stop);
      all.forEach(each -> each.edit("last_recv_remote_config.dat", "timeout: 10s", "timeout: 11s"));
      all.forEach(CollectorProcess::start);
      all.forEach(each -> assertDrifted(each, "11s"));

      api.config(tag, config("20s"));
      all.forEach(each -> assertInSync(each, "20s"));
    } finally {
      all.forEach(CollectorProcess::close);
    }
  }

  private static void assertInSync(CollectorProcess collector, String timeout) {
    await(collector, agent -> runs(agent, timeout) && sync(agent).equals("in_sync/confirmed"));
  }

  private static void assertDrifted(CollectorProcess collector, String timeout) {
    await(
        collector,
        agent -> runs(agent, timeout) && agent.at("/sync/state").asText().equals("drifted"));
    assertThat(why(collector)).contains("processors/batch/timeout");
  }

  /** How often it was sent what it should have now. */
  private static int tries(CollectorProcess collector) {
    return api.get("/api/v1/agents/" + collector.uid() + "/why")
        .orFail()
        .json()
        .at("/evidence/attempt/tries")
        .asInt();
  }

  private static void restartCollector(CollectorProcess collector) {
    collector.killCollector();
    await(collector, agent -> agent.at("/health/lastError").asText().contains("exited"));
  }

  private static void restart(CollectorProcess collector) {
    collector.stop();
    await(collector, agent -> !connected(agent));
    collector.start();
  }

  /** It keeps none over a restart of its own, and comes by what its own file says. */
  @Test
  void connectionSettingsThatItLostInItsRestartAreOfferedAgainAndTaken() {
    var tag = "settings";
    try (var collector = supervised(tag, "accepts_opamp_connection_settings: true").start()) {
      await(collector, SupervisorIT::healthy);
      var settings =
          """
          {"selector": {"tag": "%s"}, "opamp": {"endpoint": "%s", "heartbeatInterval": "PT5S",
           "headers": {"authorization": "Bearer %s", "x-way": "new"}}}
          """
              .formatted(tag, server.endpoint(Scheme.WS), SnippetServer.TOKEN);
      api.send("PUT", "/api/v1/connection-settings/" + tag, settings, "application/json").orFail();
      await(collector, agent -> connected(agent) && proved(tag) == 1);
      restart(collector);
      await(collector, agent -> connected(agent) && offers("applied") == 2);
      assertThat(offers("offered")).isEqualTo(2);
      assertThat(settings(tag).toString()).doesNotContain("\"stopped\"");
    }
  }

  private static JsonNode settings(String name) {
    return api.get("/api/v1/connection-settings/" + name).orFail().json();
  }

  /** Agents that came back by them. */
  private static int proved(String name) {
    return settings(name)
        .path("progress")
        .valueStream()
        .mapToInt(kind -> kind.path("proved").asInt())
        .sum();
  }

  private static int offers(String status) {
    var name = "muster_connection_offers_total{status=\"" + status + "\"";
    return api.get("/metrics")
        .orFail()
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** It takes no configs, and nobody is told that it drifted from one. */
  @ParameterizedTest
  @EnumSource
  void theExtensionAloneIsThereToBeSeenOnly(Scheme scheme) {
    var tag = "alone-" + scheme.transport();
    var config = Snippets.merged(config("60s"), extension(scheme), ownParts(scheme, tag));
    try (var collector = CollectorProcess.alone(config).start()) {
      await(collector, agent -> runs(agent, "1m0s"));
      api.config(tag, config("10s"));
      api.target(tag, "tag", tag);
      var shown = await(collector, agent -> sync(agent).equals("incapable/view_only"));
      assertThat(shown.path("transport").asText()).isEqualTo(scheme.transport());
      assertThat(capabilities(shown))
          .contains("ReportsEffectiveConfig", "ReportsHealth")
          .doesNotContain("AcceptsRemoteConfig");

      collector.stop();
      collector.edit("config.yaml", "timeout: 60s", "timeout: 30s");
      collector.start();
      var changed = await(collector, agent -> runs(agent, "30s"));
      assertThat(sync(changed)).isEqualTo("incapable/view_only");
      assertThat(drifted()).doesNotContain(collector.uid());
    }
  }

  private static List<String> capabilities(JsonNode agent) {
    return agent.path("capabilities").valueStream().map(JsonNode::asText).toList();
  }

  private static List<UUID> drifted() {
    var answer = api.get("/api/v1/agents?sync=drifted").orFail().json();
    return answer
        .path("items")
        .valueStream()
        .map(item -> UUID.fromString(item.path("uid").asText()))
        .toList();
  }

  private static String extension(Scheme scheme) {
    return server.snippet("extension", scheme);
  }

  /** What a test has to have otherwise. */
  private static String ownParts(Scheme scheme, String tag) {
    var connection =
        switch (scheme) {
          case WS -> "";
          case HTTP -> "server: {http: {polling_interval: 200ms}}";
        };
    return """
    service: {telemetry: {metrics: {level: none}}}
    extensions:
      opamp:
        instance_uid: '{uid}'
        agent_description: {non_identifying_attributes: {tag: %s}}
        %s
    """
        .formatted(tag, connection);
  }
}
