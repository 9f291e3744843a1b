package io.muster.conformance;

import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.process.MusterProcess;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.EffectiveConfig;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Peers that try to use up the server's memory use up their own share, and nobody notices. */
@Conformance
@Needs(Ability.OWN_PROCESS)
class ExhaustionIT {

  /** Hashing and scanning of megabytes is slow without the second one. */
  private static final String BOTH_COMPILERS = "-XX:TieredStopAtLevel=4";

  private static MusterServer server(String heap) {
    return MusterServer.start(launch(heap));
  }

  private static MusterProcess.Launch launch(String heap) {
    return MusterProcess.server().jvm("-Xmx" + heap);
  }

  private static void assertUnharmed(MusterServer server, Agent bystander) {
    assertQuiet(bystander.heartbeat(), bystander.uid());
    assertThat(server.process().log()).doesNotContain("OutOfMemory", "level=ERROR");
  }

  @Test
  @Check({"ERR-5", "SZ-10"})
  void whoSendsNonsenseAndDoesNotReadIsNotReadEither() throws Exception {
    try (var server = server("96m");
        var sender = Executors.newVirtualThreadPerTaskExecutor();
        var bystander = Agent.introduced(server.endpoint(), Transport.WEBSOCKET);
        var abuser = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      abuser.socket().pauseReading();
      var sent = new CompletableFuture<Integer>();
      sender.execute(() -> {
        int messages = 0;
        try {
          for (; messages < 3_000_000; messages++) {
            abuser.socket().sendText("x");
          }
        } catch (UncheckedIOException cut) {
          // The server may also have had enough.
        }
        sent.complete(messages);
      });
      for (int i = 0; i < 50; i++) {
        assertQuiet(bystander.heartbeat(), bystander.uid());
        assertThat(bystander.listen(Duration.ofMillis(100))).isEmpty();
      }
      assertUnharmed(server, bystander);
      abuser.close();
      assertThat(sent.get()).isLessThan(3_000_000);
    }
  }

  @Test
  @Check({"SZ-2", "SZ-3"})
  void smallBodiesThatInflateToAlmostTheLimitAreTakenOneByOneOrRefused() throws Exception {
    try (var server = MusterServer.start(launch("512m").jvm(BOTH_COMPILERS));
        var bystander = Agent.introduced(server.endpoint(), Transport.WEBSOCKET);
        var inflated = Agent.connect(server.endpoint(), Transport.HTTP);
        var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      byte[] large = new byte[60 << 20];
      Arrays.fill(large, (byte) 'a');
      ByteString bomb =
          HttpConnection.gzip(
              inflated
                  .complete()
                  .setEffectiveConfig(
                      EffectiveConfig.newBuilder()
                          .setConfigMap(
                              AgentConfigMap.newBuilder()
                                  .putConfigMap(
                                      "",
                                      AgentConfigFile.newBuilder()
                                          .setBody(ByteString.copyFrom(large))
                                          .build())))
                  .build()
                  .toByteString());
      assertThat(bomb.size()).isLessThan(64 << 10);
      List<CompletableFuture<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        statuses.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try (var connection = new HttpConnection(server.endpoint())) {
                    return connection.post(bomb, "Content-Encoding: gzip").status();
                  }
                },
                senders));
      }
      for (var status : statuses) {
        assertThat(status.get()).as(server.process()::log).isIn(200, 503);
      }
      assertUnharmed(server, bystander);
      await()
          .untilAsserted(() ->
              assertThat(server.metrics())
                  .containsPattern("(?m)^muster_assembly_bytes(\\{[^}]*})? 0\\.0$"));
    }
  }

  @Test
  @Check({"GEN-4"})
  void anUpgradeThatCannotSucceedLeavesTheConnectionAsItWas() {
    try (var server = server("256m");
        var connection = new HttpConnection(server.endpoint());
        var agent = Agent.connect(server.endpoint(), Transport.HTTP)) {
      var headers =
          List.of(
              "Upgrade: websocket",
              "Connection: keep-alive",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
      String path = server.endpoint().getPath();
      for (int i = 0; i < 2; i++) {
        assertThat(connection.request("GET", path, ByteString.EMPTY, headers).status())
            .isBetween(400, 499);
      }
      var report =
          agent
              .complete()
              .setHealth(
                  ComponentHealth.newBuilder()
                      .setLastErrorBytes(ByteString.copyFrom(new byte[200 << 10])))
              .build()
              .toByteString();
      for (int i = 0; i < 20; i++) {
        assertThat(connection.post(report).status()).isEqualTo(200);
      }
      assertThat(server.metrics()).containsPattern("(?m)^muster_assembly_bytes(\\{[^}]*})? 0\\.0$");
    }
  }

  @Test
  @Check({"WS-10", "ERR-8"})
  void agentsThatHaveLeftASocketMakeRoomForOthers() {
    try (var server = server("256m");
        var proxy = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      for (int i = 0; i < 1_100; i++) {
        var uid = Messages.newUid();
        assertThat(proxy.say(proxy.complete().setInstanceUid(uid)).hasErrorResponse()).isFalse();
        var last =
            proxy
                .message()
                .setInstanceUid(uid)
                .setAgentDisconnect(AgentDisconnect.getDefaultInstance());
        assertThat(proxy.say(last).hasErrorResponse()).isFalse();
      }
    }
  }

  @Test
  @Check({"GEN-4"})
  void anOldWebSocketVersionIsToldTheNewOne() {
    try (var server = server("256m");
        var connection = new HttpConnection(server.endpoint())) {
      var headers =
          List.of("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 8");
      var answer =
          connection.request("GET", server.endpoint().getPath(), ByteString.EMPTY, headers);
      assertThat(answer.status()).isEqualTo(426);
      assertThat(answer.header("sec-websocket-version")).isEqualTo("13");
    }
  }
}
