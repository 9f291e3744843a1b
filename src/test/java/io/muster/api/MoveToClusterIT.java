package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.operator.OperatorClient;
import io.muster.process.InfinispanJars;
import io.muster.process.MusterProcess;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.ServerToAgentFlags;
import io.muster.testagent.Conversation;
import io.muster.testagent.TestAgent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on its embedded store, exported, and two instances on Infinispan that go on from it. */
class MoveToClusterIT {

  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-00000000e001");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String YAML =
      """
      receivers: {otlp: {protocols: {grpc: }}}
      exporters: {debug: }
      service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
      """;

  /** What operators have put in, as they see it. */
  private static final List<String> STATE =
      List.of(
          "/api/v1/configs/prod",
          "/api/v1/configs/prod/revisions",
          "/api/v1/targets/edge",
          "/api/v1/ottl/redact",
          "/api/v1/settings/connection");

  private static List<String> state(OperatorClient api) {
    return STATE.stream()
        .map(path -> {
          var answer = api.get(path);
          assertThat(answer.status()).as(path).isEqualTo(200);
          return answer.body();
        })
        .toList();
  }

  private static void fill(OperatorClient api) {
    assertThat(api.put("/api/v1/configs/prod", "application/yaml", YAML + "# 1\n").status())
        .isEqualTo(201);
    assertThat(api.put("/api/v1/configs/prod", "application/yaml", YAML + "# 2 \t\n").status())
        .isEqualTo(201);
    assertThat(
            api.put(
                    "/api/v1/ottl/redact",
                    "application/yaml",
                    "trace_statements:\n  - delete_key(span.attributes, \"card\")\n")
                .status())
        .isEqualTo(201);
    assertThat(
            api.putJson(
                    "/api/v1/targets/edge",
                    "{\"selector\": {\"service.name\": \"moved\"}, \"config\": \"prod@2\"}")
                .status())
        .isEqualTo(201);
    assertThat(
            api.putJson(
                    "/api/v1/settings/connection",
                    "{\"opamp\": {\"endpoint\": \"ws://127.0.0.1:1/v1/opamp\","
                        + " \"headers\": {\"x-tenant\": \"blue\"}}}")
                .status())
        .isLessThan(300);
    assertThat(api.putJson("/api/v1/agents/" + UID + "/labels", "{\"ring\": \"canary\"}").status())
        .isLessThan(300);
  }

  private static MusterProcess.Launch instance(InfinispanServers servers) {
    return MusterProcess.server().onInfinispan(servers.hosts());
  }

  @Test
  void aClusterBeginsWhereASingleNodeEnded(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("export.yaml");
    TestAgent agent =
        new TestAgent(
            UID,
            "moved",
            AgentCapability.REPORTS_STATUS,
            AgentCapability.ACCEPTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_REMOTE_CONFIG);
    List<String> before;
    try (MusterProcess node = MusterProcess.server().start();
        var api = node.operator();
        var socket = Conversation.overSocket(agent, node.agentPort())) {
      socket.report();
      fill(api);
      agent.configStatus(
          TestAgent.status(
              socket.await(ServerToAgent::hasRemoteConfig).getRemoteConfig().getConfigHash(),
              RemoteConfigStatuses.RemoteConfigStatuses_APPLIED,
              ""));
      socket.say(agent.configReport());
      await().atMost(PATIENCE).until(() -> sync(api).equals("in_sync"));
      before = state(api);
      Files.writeString(file, api.get("/api/v1/export").body());
    }

    var servers = InfinispanJars.servers(folder);
    Child infinispan = servers.start(0);
    servers.await(infinispan);
    try (MusterProcess first =
            instance(servers).with("muster.store.import-file", file.toString()).start();
        MusterProcess second = instance(servers).start();
        var onFirst = first.operator();
        var onSecond = second.operator()) {
      assertThat(state(onFirst)).isEqualTo(before);
      assertThat(state(onSecond)).isEqualTo(before);
      assertThat(Files.readString(file)).isEqualTo(onSecond.get("/api/v1/export").body());
      assertThat(onSecond.get("/api/v1/agents/" + UID).json().at("/labels/ring").asText())
          .isEqualTo("canary");

      try (var socket = Conversation.overSocket(agent, second.agentPort())) {
        assertThat(socket.heartbeat().getFlags())
            .isEqualTo(ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE);
        socket.report();
        await()
            .during(Duration.ofSeconds(2))
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(socket.received()).noneMatch(ServerToAgent::hasRemoteConfig));
        await().atMost(PATIENCE).until(() -> sync(onSecond).equals("in_sync"));
      }
    } finally {
      infinispan.kill();
    }
  }

  private static String sync(OperatorClient api) {
    return api.get("/api/v1/agents/" + UID).json().at("/sync/state").asText();
  }
}
