package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.process.InfinispanJars;
import io.muster.process.MusterProcess;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.ServerToAgentFlags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on its embedded store, exported, and two instances on Infinispan that go on from it. */
class MoveToClusterIT {

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

  private static List<String> state(ApiClient api) {
    return STATE.stream()
        .map(path -> {
          var answer = api.get(path);
          assertThat(answer.status()).as(path).isEqualTo(200);
          return answer.response().body();
        })
        .toList();
  }

  private static void fill(ApiClient api, Agent agent) {
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
                    "{\"selector\": {\"conformance.tag\": \"%s\"}, \"config\": \"prod@2\"}"
                        .formatted(agent.tag()))
                .status())
        .isEqualTo(201);
    assertThat(
            api.putJson(
                    "/api/v1/settings/connection",
                    "{\"opamp\": {\"endpoint\": \"ws://127.0.0.1:1/v1/opamp\","
                        + " \"headers\": {\"x-tenant\": \"blue\"}}}")
                .status())
        .isLessThan(300);
    assertThat(
            api.putJson(
                    "/api/v1/agents/" + InstanceUid.of(agent.uid()) + "/labels",
                    "{\"ring\": \"canary\"}")
                .status())
        .isLessThan(300);
  }

  private static RemoteConfigStatus applied(ByteString hash) {
    return RemoteConfigStatus.newBuilder()
        .setLastRemoteConfigHash(hash)
        .setStatus(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)
        .build();
  }

  private static MusterProcess.Launch instance(InfinispanServers servers) {
    return MusterProcess.server().onInfinispan(servers.hosts());
  }

  @Test
  void aClusterBeginsWhereASingleNodeEnded(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("export.yaml");
    ByteString uid;
    String tag;
    ByteString hash;
    long sequence;
    List<String> before;
    try (MusterProcess node = MusterProcess.server().start();
        var api = new ApiClient(node);
        Agent agent = Agent.introduced(node.agentEndpoint(), Transport.WEBSOCKET)) {
      fill(api, agent);
      hash = agent.awaitOffer().getRemoteConfig().getConfigHash();
      agent.say(agent.message().setRemoteConfigStatus(applied(hash)));
      uid = agent.uid();
      tag = agent.tag();
      await().atMost(PATIENCE).until(() -> sync(api, uid).equals("in_sync"));
      sequence = agent.sequence();
      before = state(api);
      Files.writeString(file, api.get("/api/v1/export").response().body());
    }

    var servers = InfinispanJars.servers(folder);
    Child infinispan = servers.start(0);
    servers.await(infinispan);
    try (MusterProcess first =
            instance(servers).with("muster.store.import-file", file.toString()).start();
        MusterProcess second = instance(servers).start();
        var onFirst = new ApiClient(first);
        var onSecond = new ApiClient(second)) {
      assertThat(state(onFirst)).isEqualTo(before);
      assertThat(state(onSecond)).isEqualTo(before);
      assertThat(Files.readString(file))
          .isEqualTo(onSecond.get("/api/v1/export").response().body());
      assertThat(
              onSecond
                  .get("/api/v1/agents/" + InstanceUid.of(uid))
                  .json()
                  .at("/labels/ring")
                  .asText())
          .isEqualTo("canary");

      try (Agent agent = Agent.connect(second.agentEndpoint(), Transport.WEBSOCKET)) {
        List<ServerToAgent> heard = new ArrayList<>();
        agent.uid(uid).sequence(sequence);
        heard.add(agent.heartbeat());
        assertThat(heard.getFirst().getFlags())
            .isEqualTo(ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE);
        heard.add(
            agent.say(
                agent
                    .message()
                    .setAgentDescription(Messages.description(tag))
                    .setRemoteConfigStatus(applied(hash))));
        heard.addAll(agent.listen(Duration.ofSeconds(2)));
        assertThat(heard).noneMatch(ServerToAgent::hasRemoteConfig);
        await().atMost(PATIENCE).until(() -> sync(onSecond, uid).equals("in_sync"));
      }
    } finally {
      infinispan.kill();
    }
  }

  private static String sync(ApiClient api, ByteString uid) {
    return api.get("/api/v1/agents/" + InstanceUid.of(uid)).json().at("/sync/state").asText();
  }
}
