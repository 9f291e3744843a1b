package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A server that logs JSON, from its start to its end: every line is an object that says what, when
 * and how bad.
 */
class JsonLogIT {

  private static final String SECRET = "hunter2-AND-more-of-it";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<JsonNode> lines(String log) {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : log.lines().toList()) {
      try {
        JsonNode parsed = JSON.readTree(line);
        assertThat(parsed.isObject()).as(line).isTrue();
        lines.add(parsed);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + line, e);
      }
    }
    return lines;
  }

  private static Set<String> events(String log) {
    Set<String> events = new TreeSet<>();
    log.lines()
        .filter(line -> line.endsWith("}")) // The last one may still be being written.
        .forEach(line -> events.add(lines(line).getFirst().path("event").asText()));
    return events;
  }

  /** What operators do, and what agents make of it. */
  private static void anHour(MusterProcess server, OperatorClient api) {
    try (SimulatedFleet fleet = new SimulatedFleet(server.agentPort(), 6, "fail=50", SECRET)) {
      fleet.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> api.get("/api/v1/agents?status=connected").json().path("total").asInt() == 6);
      api.putConfig("good", "receivers: {otlp: {}}\n").expecting(201);
      api.putJson(
              "/api/v1/targets/all", "{\"selector\": {}, \"config\": \"good\", \"weight\": 100}")
          .expecting(200, 201);
      // Half of the agents refuse it, and say so with its text.
      api.put(
              "/api/v1/configs/good?validate=false",
              "application/yaml",
              "receivers: {otlp: {}}\nextensions: {x: {password: " + SECRET + "}}\n")
          .expecting(200, 201);
      api.putJson(
              "/api/v1/connection-settings/eu?force=true",
              "{\"selector\": {\"region\": \"nowhere\"}, \"opamp\": {\"endpoint\":"
                  + " \"wss://example.com/v1/opamp\", \"headers\": {\"authorization\": \"Bearer "
                  + SECRET
                  + "\"}}}")
          .expecting(200, 201);
      OperatorClient.at(server.operatorPort(), SECRET).get("/api/v1/agents").expecting(401);
      api.putConfig("bad", "a: [" + SECRET + "\n").expecting(400, 422);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> events(server.log()).contains("offer_failed"));
      api.post("/api/v1/freeze", "{\"reason\": \"quotes \\\" and\\nlines\"}");
    }
  }

  @Test
  void everyLineIsAnObjectWithEventLevelAndTimeAndWithoutSecrets() {
    String log;
    try (MusterProcess server = MusterProcess.server().with("muster.log.format", "json").start()) {
      anHour(server, server.operator());
      server.terminate();
      var _ = server.waitForExit(Duration.ofSeconds(30));
      log = server.log();
      assertThat(log).doesNotContain(server.token());
    }
    assertThat(log).doesNotContain(SECRET);
    List<JsonNode> lines = lines(log);
    for (JsonNode line : lines) {
      assertThat(Instant.parse(line.path("time").asText()))
          .as("%s", line)
          .isAfter("2020-01-01T00:00:00Z");
      assertThat(line.path("level").asText()).as("%s", line).isIn("INFO", "WARN", "ERROR", "DEBUG");
      boolean ours = line.path("logger").asText().startsWith("io.muster.");
      assertThat(line.path(ours ? "event" : "message").asText()).as("%s", line).isNotEmpty();
    }
    assertThat(events(log))
        .contains(
            "ready",
            "offer_failed",
            "revision_created",
            "operator_token_refused",
            "frozen",
            "draining");
    assertThat(lines)
        .filteredOn(line -> line.path("event").asText().equals("frozen"))
        .singleElement()
        .satisfies(
            line -> assertThat(line.path("reason").asText()).matches("quotes ['\"] and\\slines"));
  }
}
