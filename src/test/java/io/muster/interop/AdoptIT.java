package io.muster.interop;

import static io.muster.interop.OperatorApi.connected;
import static io.muster.interop.OperatorApi.effective;
import static io.muster.interop.OperatorApi.sync;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.process.MusterProcess;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Supervisors 0.158 with collectors that a machine's own files configure come under control without
 * being sent anything; the first real change is sent as usual.
 */
class AdoptIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static MusterProcess server;
  private static OperatorApi api;

  @BeforeAll
  static void start() {
    CollectorPrograms.supervisor();
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

  private static final String LOCAL =
      """
      receivers:
        otlp:
          protocols:
            grpc: {endpoint: '127.0.0.1:0'}
      processors:
        batch: {timeout: 60s}
      exporters:
        debug: {verbosity: detailed}
        otlphttp: {endpoint: 'https://collector.example:4318'}
      service:
        pipelines:
          traces:
            receivers: [otlp]
            processors: [batch]
            exporters: [debug, otlphttp]
      """;

  private static CollectorProcess supervised(boolean reportsRemoteConfig) {
    var made =
        CollectorProcess.supervised(
            """
            server: {endpoint: '%s'}
            capabilities: {accepts_remote_config: true%s}
            agent:
              executable: '{collector}'
              instance_id: '{uid}'
              config_apply_timeout: 1s
              config_files: ['{folder}/local.yaml']
              description: {non_identifying_attributes: {env: prod}}
              # Or several collectors of one machine want the same port.
              args: ['--set=service.telemetry.metrics.level=none']
            storage: {directory: '{folder}'}
            """
                .formatted(
                    Scheme.WS.endpoint(server.agentPort()),
                    reportsRemoteConfig ? ", reports_remote_config: true" : ""));
    made.write("local.yaml", LOCAL);
    return made;
  }

  private static JsonNode await(CollectorProcess collector, Predicate<JsonNode> wanted) {
    try {
      return api.await(collector.uid(), PATIENCE, wanted);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + collector, e);
    }
  }

  private static boolean runs(JsonNode agent, String timeout) {
    return connected(agent)
        && agent.at("/health/healthy").asBoolean()
        && effective(agent).contains("timeout: " + timeout + "\n")
        // With these a supervisor starts its collector to be told who it is; a report of it may
        // come late.
        && !effective(agent).contains("nop: {}");
  }

  private static JsonNode plan(ArrayNode manifests) {
    ObjectNode body = JSON.createObjectNode();
    body.set("manifests", manifests);
    return api.send("POST", "/api/v1/plan", body.toString(), "application/json").orFail().json();
  }

  @Test
  void whatRunsIsAdoptedWithoutARestartAndARealChangeIsSent() {
    var all = Stream.of(true, false).map(AdoptIT::supervised).toList();
    try {
      all.forEach(CollectorProcess::start);
      all.forEach(each -> await(each, agent -> runs(agent, "1m0s")));
      var collectors = all.stream().map(CollectorProcess::collectorPids).toList();

      var proposal = api.get("/api/v1/adoption?selector=env%3Dprod").orFail().json();
      assertThat(proposal.path("groups")).as("%s", proposal).hasSize(1);
      var group = proposal.path("groups").path(0);
      assertThat(group.path("agents").asInt()).isEqualTo(2);
      assertThat(group.path("runsIt").asBoolean()).as("%s", proposal).isTrue();
      assertThat(group.path("gaps")).isEmpty();

      var manifests = (ArrayNode) group.path("manifests");
      var plan = plan(manifests);
      assertThat(plan.path("applicable").asBoolean()).as("%s", plan).isTrue();
      assertThat(plan.at("/agents/changing").asInt()).as("%s", plan).isZero();
      assertThat(plan.at("/agents/restarts").asInt()).isZero();
      assertThat(plan.at("/agents/running").asInt()).isEqualTo(2);

      ObjectNode body = JSON.createObjectNode();
      body.set("manifests", manifests);
      body.put("plan", plan.path("plan").asText());
      api.send("POST", "/api/v1/apply", body.toString(), "application/json").orFail();
      all.forEach(each -> await(each, agent -> sync(agent).equals("in_sync/adopted")));
      // A supervisor that starts anew is not sent anything either.
      all.getFirst().stop();
      await(all.getFirst(), agent -> !connected(agent));
      all.getFirst().start();
      all.forEach(each ->
          await(each, agent -> runs(agent, "1m0s") && sync(agent).equals("in_sync/adopted")));
      assertThat(all.getLast().collectorPids()).isEqualTo(collectors.getLast());
      assertThat(api.metric("opamp_server_config_updates_total")).as("nothing was sent").isZero();

      var name = group.path("name").asText();
      var text = manifests.path(0).at("/spec/files/collector.yaml/body").asText();
      api.config(name, text.replace("timeout: 1m0s", "timeout: 10s"));
      api.target(name, "env", "prod");
      all.forEach(each ->
          await(each, agent -> runs(agent, "10s") && sync(agent).equals("in_sync/confirmed")));
    } finally {
      all.forEach(CollectorProcess::close);
    }
  }
}
