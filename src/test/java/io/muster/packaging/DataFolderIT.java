package io.muster.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.testagent.Conversation;
import io.muster.testagent.SocketConversation;
import io.muster.testagent.TestAgent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data folders that versions before have left, opened by this one: what each said of its state is
 * in {@code answers.json} beside it. How they are made: {@code data-folders/README.md}.
 */
class DataFolderIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What is about the connection that was, or says more than it did: not about the state. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of(
          "status", "instance", "transport", "remoteAddress", "connectedSince", "health", "sync");

  /** What a rollout under way, and its target, go on to change as soon as the server is there. */
  private static final Set<String> UNDER_WAY = Set.of("targets/edge", "rollouts/edge-1");

  private static final Set<String> MOVING = Set.of("generation", "changedAt", "gates", "counts");

  @TempDir private Path folder;

  private void unpack(String version) throws IOException {
    try (InputStream file = DataFolderIT.class.getResourceAsStream("/data-folders/" + version)) {
      assertThat(file).as(version).isNotNull();
      ZipInputStream zip = new ZipInputStream(file);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        assertThat(target.startsWith(folder)).as(entry.getName()).isTrue();
        Files.createDirectories(target.getParent());
        Files.copy(zip, target);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "514e5b0.zip")
  void everythingThatAnEarlierVersionKeptIsThereAndGoesOn(String version) throws Exception {
    unpack(version);
    JsonNode answers = JSON.readTree(folder.resolve("answers.json").toFile());
    try (MusterProcess server = MusterProcess.server().on(folder).start();
        OperatorClient api = server.operator()) {
      assertAllIsThere(answers, api);
      assertNothingIsOfferedToWhoHasIt(answers, server);
      assertThatTheFleetComesBack(server, api);
      assertTheRolloutWentOn(api);

      server.restart();
      assertThat(api.get("/api/v1/state").expecting(200).json().path("damaged")).isEmpty();
      assertThat(api.get("/api/v1/configs/prod/revisions/1").expecting(200).json())
          .isEqualTo(answers.get("configs/prod/revisions/1"));
      assertThat(server.log()).doesNotContain("level=ERROR");
    }
  }

  private static void assertAllIsThere(JsonNode answers, OperatorClient api) {
    List<String> lost = new ArrayList<>();
    answers
        .fieldNames()
        .forEachRemaining(
            path -> missing(path, answers.get(path), api.get("/api/v1/" + path).json(), lost));
    assertThat(lost).isEmpty();
  }

  /** What the first says and the second does not; the second may say more. */
  private static void missing(String place, JsonNode before, JsonNode now, List<String> lost) {
    if (before.isObject() && now.isObject()) {
      before
          .fieldNames()
          .forEachRemaining(field -> {
            boolean moving = UNDER_WAY.contains(place) && MOVING.contains(field);
            if (!OF_THE_MOMENT.contains(field) && !moving) {
              missing(place + " ." + field, before.get(field), now.path(field), lost);
            }
          });
    } else if (before.isArray() && now.isArray() && before.size() == now.size()) {
      for (int i = 0; i < before.size(); i++) {
        missing(place + " [" + i + "]", before.get(i), now.get(i), lost);
      }
    } else if (before.isNumber() && now.isNumber()) {
      if (before.decimalValue().compareTo(now.decimalValue()) != 0) {
        lost.add(place + ": " + before + " is now " + now);
      }
    } else if (!before.equals(now)) {
      lost.add(place + ": " + before + " is now " + (now.isMissingNode() ? "not there" : now));
    }
  }

  private static void assertNothingIsOfferedToWhoHasIt(JsonNode answers, MusterProcess server) {
    JsonNode known =
        answers.properties().stream()
            .filter(each -> each.getKey().matches("agents/[0-9a-f-]+"))
            .map(each -> each.getValue())
            .filter(agent -> agent.at("/config/reported/status").asText().equals("APPLIED"))
            .findFirst()
            .orElseThrow();
    byte[] hash = HexFormat.of().parseHex(known.at("/config/reported/hash").asText());
    TestAgent agent =
        new TestAgent(
            InstanceUid.parse(known.path("uid").asText()),
            known.at("/identifying/service.name").asText(),
            AgentCapability.REPORTS_STATUS,
            AgentCapability.ACCEPTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_REMOTE_CONFIG);
    agent.configStatus(
        TestAgent.status(
            ByteString.copyFrom(hash), RemoteConfigStatuses.RemoteConfigStatuses_APPLIED, ""));
    try (SocketConversation conversation = Conversation.overSocket(agent, server.agentPort())) {
      assertThat(conversation.report().hasRemoteConfig()).isFalse();
      assertThat(conversation.heartbeat().hasRemoteConfig()).isFalse();
      conversation.end();
    }
  }

  private void assertThatTheFleetComesBack(MusterProcess server, OperatorClient api)
      throws Exception {
    List<String> command = new ArrayList<>(MusterProcess.command("-Xmx256m"));
    command.addAll(List.of("simulate", "--agents", "20", "--seed", "514", "--heartbeat", "5s"));
    command.addAll(List.of("--apply-time", "200ms", "--duration", "5m"));
    command.addAll(List.of("--behaviours", "fail=50", "--bad-config", "kafka"));
    command.addAll(List.of("--url", server.agentEndpoint().toString()));
    Path log = folder.resolve("simulate.log");
    Process fleet =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      await("all of them in sync")
          .atMost(PATIENCE)
          .until(() -> total(api, "status=connected&sync=in_sync") == 20);
      assertThat(total(api, "limit=1")).as("nobody is new").isEqualTo(20);
      assertThat(total(api, "selector=env=prod")).isEqualTo(15);
      // What the version before has offered is the rollout's: it is watched once more, and counts.
      await("the two agents that were given it")
          .atMost(PATIENCE)
          .until(
              () -> api.get("/api/v1/rollouts/edge-1").json().at("/counts/applied").asInt() == 2);
      assertThat(api.get("/api/v1/rollouts/edge-1").json().at("/counts/offered").asInt())
          .isEqualTo(2);
      assertThat(api.post("/api/v1/rollouts/edge-1/promote", "").ok()).isTrue();
      await("the rollout that waited for approval")
          .atMost(PATIENCE)
          .until(
              () -> api.get("/api/v1/rollouts/edge-1").json().path("state").asText(),
              state -> state.equals("succeeded"));
    } finally {
      fleet.destroy();
      fleet.waitFor();
    }
  }

  private static int total(OperatorClient api, String query) {
    return api.get("/api/v1/agents?" + query).expecting(200).json().path("total").asInt();
  }

  private static void assertTheRolloutWentOn(OperatorClient api) {
    assertThat(api.get("/api/v1/targets/edge").json().path("config").asText()).isEqualTo("edge@2");
    assertThat(api.get("/api/v1/rollouts/prod-2").json().path("state").asText())
        .isEqualTo("rolled_back");
  }

  @Test
  void whatIsMissingIsFound() throws Exception {
    List<String> lost = new ArrayList<>();
    missing(
        "x",
        JSON.readTree("{\"a\": [1, {\"b\": 2}], \"c\": 3, \"status\": \"connected\"}"),
        JSON.readTree("{\"a\": [1, {\"b\": 3}], \"d\": 4}"),
        lost);
    assertThat(lost).containsExactly("x .a [1] .b: 2 is now 3", "x .c: 3 is now not there");
  }
}
