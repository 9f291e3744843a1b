package io.muster.conformance;

import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import io.muster.process.MusterProcess;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.ConnectionSettingsRequest;
import io.muster.protocol.proto.ConnectionSettingsStatus;
import io.muster.protocol.proto.CustomCapabilities;
import io.muster.protocol.proto.CustomMessage;
import io.muster.protocol.proto.PackageStatuses;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GEN: the address, and what is the same on both transports. */
@Conformance
class EndpointIT {

  private final ServerUnderTest server;

  EndpointIT(ServerUnderTest server) {
    this.server = server;
  }

  @OverBothTransports
  @Check("GEN-1")
  void bothTransportsAreAnsweredOnOneAddress(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      assertQuiet(agent.introduce(), agent.uid());
    }
  }

  @Test
  @Check("GEN-2")
  @Needs(Ability.OWN_PROCESS)
  void port4320IsTheDefault() throws IOException {
    // Holding the port proves the default without listening on a well-known port ourselves.
    try (var _ = new ServerSocket(4320, 1, InetAddress.getLoopbackAddress());
        var process = MusterProcess.server().arguments("--operator-port", "0").launch()) {
      var exit = process.waitForExit(Duration.ofSeconds(30));
      assertThat(exit.code()).isNotZero();
      assertThat(exit.output()).contains("4320");
    }
  }

  @Test
  @Check("GEN-3")
  void anyOtherPathIsNotFound() {
    try (var http = new HttpConnection(server.endpoint())) {
      var type = List.of("Content-Type: application/x-protobuf");
      var other = http.request("POST", "/v1/opampx", ByteString.EMPTY, type);
      assertThat(other.status()).isEqualTo(404);
    }
    assertThat(WebSocketWire.handshake(server.endpoint().resolve("/v2/opamp")).status())
        .isEqualTo(404);
  }

  @Test
  @Check("GEN-4")
  void onlyTheProtobufTypeIsReadAsAMessage() {
    var message = AgentToServer.newBuilder().setInstanceUid(Messages.newUid()).build();
    try (var http = new HttpConnection(server.endpoint())) {
      assertThat(http.post(message.toByteString()).status()).isEqualTo(200);
    }
    assertThat(WebSocketWire.handshake(server.endpoint()).status()).isEqualTo(101);
    for (var type : List.of("Content-Type: application/json", "X-No-Type: 1")) {
      try (var http = new HttpConnection(server.endpoint())) {
        var path = server.endpoint().getPath();
        var answer = http.request("POST", path, message.toByteString(), List.of(type));
        assertThat(answer.status()).as(type).isBetween(400, 499);
      }
    }
  }

  @ParameterizedTest
  @Check("GEN-5")
  @ValueSource(strings = {"Application/X-Protobuf; charset=utf-8", "application/x-protobuf ;v=1"})
  void theMediaTypeIsComparedWithoutParametersAndCase(String type) {
    var uid = Messages.newUid();
    var message = AgentToServer.newBuilder().setInstanceUid(uid).build();
    try (var http = new HttpConnection(server.endpoint())) {
      var path = server.endpoint().getPath();
      var headers = List.of("Content-Type: " + type);
      var answer = http.request("POST", path, message.toByteString(), headers);
      assertThat(answer.status()).isEqualTo(200);
      assertAccepted(answer.message(), uid);
    }
  }

  @Test
  @Check("GEN-6")
  void aConversationReadsTheSameOverBothTransports() {
    assertThat(conversation(Transport.HTTP)).isEqualTo(conversation(Transport.WEBSOCKET));
  }

  private List<ServerToAgent> conversation(Transport transport) {
    var answers = new ArrayList<ServerToAgent>();
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      answers.add(agent.introduce());
      answers.add(agent.heartbeat());
      answers.add(agent.say(agent.message().clearInstanceUid()));
      agent.sequence(agent.sequence() + 7);
      answers.add(agent.heartbeat());
      answers.add(agent.say(agent.complete()));
      answers.add(agent.disconnect());
    }
    // Capabilities may be said once per connection or every time; the uid differs by design.
    return answers.stream()
        .map(a ->
            a.toBuilder().clearInstanceUid().clearCapabilities().clearCustomCapabilities().build())
        .toList();
  }

  @OverBothTransports
  @Check("GEN-7")
  @Needs(Ability.SEE_AGENTS)
  void aMessageWithEveryFieldHasEveryFieldProcessed(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport).capabilities(0xFFFF)) {
      var hash = ByteString.copyFromUtf8("h");
      var answer =
          agent.say(
              agent
                  .message()
                  .setAgentDescription(Messages.description(agent.tag()))
                  .setHealth(ComponentHealth.newBuilder().setHealthy(true).setStatus("fine"))
                  .setEffectiveConfig(Messages.effectiveConfig("", "a: 1", "text/yaml"))
                  .setRemoteConfigStatus(
                      Messages.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_FAILED))
                  .setPackageStatuses(PackageStatuses.getDefaultInstance())
                  .setFlags(0x2)
                  .setConnectionSettingsRequest(ConnectionSettingsRequest.getDefaultInstance())
                  .setCustomCapabilities(CustomCapabilities.newBuilder().addCapabilities("org.x.y"))
                  .setCustomMessage(CustomMessage.newBuilder().setCapability("org.x.y"))
                  .setAvailableComponents(AvailableComponents.newBuilder().setHash(hash))
                  .setConnectionSettingsStatus(
                      ConnectionSettingsStatus.newBuilder().setLastConnectionSettingsHash(hash)));
      assertAccepted(answer, agent.uid());
      var view = server.agent(agent.uid()).orElseThrow();
      assertThat(view.attribute("conformance.tag").asText()).isEqualTo(agent.tag());
      assertThat(view.health().path("status").asText()).isEqualTo("fine");
      assertThat(view.reportedStatus()).isEqualTo("FAILED");
      assertThat(view.has("ReportsHealth")).isTrue();
      assertThat(server.sendCustom(agent.uid(), "org.x.y", "t", hash).accepted()).isTrue();
    }
  }
}
