package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.ServerToAgent;

/** CAP-4 and CM-1 where the server does less than it could, and says it can do something custom. */
@Conformance(
    settings = {
      "muster.agents.withheld-capabilities=offers-remote-config,offers-connection-settings",
      "muster.agents.custom-capabilities=org.example.one,org.example.two/v2"
    })
class WithheldCapabilitiesIT {

  private final ServerUnderTest server;

  WithheldCapabilitiesIT(ServerUnderTest server) {
    this.server = server;
  }

  @OverBothTransports
  @Check("CAP-4")
  void whatIsSwitchedOffIsNeitherAdvertisedNorDone(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      assertThat(agent.introduce().getCapabilities()).isEqualTo(0x1 | 0x4 | 0x10);
      server.push(agent.tag(), ConfigFiles.unique());
      assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasRemoteConfig);
    }
  }

  @OverBothTransports
  @Check("CM-1")
  void theListOfCustomCapabilitiesIsSentOncePerConnection(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      assertThat(agent.introduce().getCustomCapabilities().getCapabilitiesList())
          .containsExactly("org.example.one", "org.example.two/v2");
      if (transport == Transport.WEBSOCKET) {
        assertThat(agent.heartbeat().hasCustomCapabilities()).isFalse();
      }
      agent.reconnect();
      var again = agent.heartbeat();
      if (transport == Transport.WEBSOCKET) {
        assertThat(again.hasCustomCapabilities()).isTrue();
      }
    }
  }
}
