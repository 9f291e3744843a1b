package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.ServerToAgent;

/** HB-2, HB-3, HB-7, CAP-5: the interval that comes with an offer of connection settings. */
@Conformance(settings = "muster.fleet.stale-after=90s")
@Needs(Ability.OFFER_CONNECTION)
class ConnectionOfferIT {

  private static final long WILLING =
      Bits.CONFIGURABLE | Bits.REPORTS_HEARTBEAT | Bits.ACCEPTS_OPAMP_CONNECTION_SETTINGS;

  private final ServerUnderTest server;

  ConnectionOfferIT(ServerUnderTest server) {
    this.server = server;
  }

  @OverBothTransports
  @Check({"HB-2", "HB-3", "HB-7"})
  void aWillingAgentIsOfferedThirtySecondsOnceAndAlone(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport).capabilities(WILLING)) {
      var first = agent.introduce();
      var offered = server.offerConnection(server.endpoint());
      assertThat(offered.accepted()).as("%s", offered).isTrue();
      var offer =
          first.hasConnectionSettings() ? first : agent.await(ServerToAgent::hasConnectionSettings);
      var settings = offer.getConnectionSettings();
      assertThat(settings.getHash().isEmpty()).isFalse();
      assertThat(settings.getOpamp().getDestinationEndpoint()).isEqualTo(endpointFor(transport));
      assertThat(settings.getOpamp().getHeartbeatIntervalSeconds()).isEqualTo(30);
      assertThat(Answers.fields(offer))
          .isSubsetOf("instance_uid", "connection_settings", "capabilities");
      // opamp-go reconnects on each copy.
      assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasConnectionSettings);
      assertThat(agent.heartbeat().hasConnectionSettings()).isFalse();
    }
  }

  /** An agent keeps its transport. */
  private String endpointFor(Transport transport) {
    var endpoint = server.endpoint().toString();
    return transport == Transport.HTTP ? endpoint.replace("ws://", "http://") : endpoint;
  }

  @OverBothTransports
  @Check({"HB-2", "CAP-5"})
  void anAgentThatAcceptsNoSettingsIsOfferedNone(Transport transport) {
    server.offerConnection(server.endpoint());
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      agent.capabilities(WILLING & ~Bits.ACCEPTS_OPAMP_CONNECTION_SETTINGS);
      assertThat(agent.introduce().hasConnectionSettings()).isFalse();
      assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasConnectionSettings);
    }
  }
}
