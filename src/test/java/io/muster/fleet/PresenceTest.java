package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.AgentState;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Presence;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.freeze.Outgoing;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragments;
import io.muster.protocol.ServerCapability;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ConnectionSettingsStatus;
import io.muster.protocol.proto.ConnectionSettingsStatuses;
import io.muster.telemetry.OfferMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How long an agent may be silent, by what it was asked to do. */
class PresenceTest {

  private final FleetHarness harness = new FleetHarness();
  private final Interval interval = new Interval();

  /** Connection settings that are nothing but an interval. */
  private static final class Interval implements Offer {
    private Duration heartbeat = Duration.ZERO;

    ContentHash hash() {
      return ContentHash.sha256(ByteString.copyFromUtf8(heartbeat.toString()));
    }

    @Override
    public OfferTraits traits() {
      return new OfferTraits(
          OfferKind.CONNECTION,
          ServerCapability.OFFERS_CONNECTION_SETTINGS,
          AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS,
          message ->
              message.hasConnectionSettingsStatus()
                  ? OfferStatus.of(message.getConnectionSettingsStatus())
                  : null,
          Reported::connectionStatus,
          new OfferMetrics.Names("test.connection.offers", "test.connection"),
          Set.of(OfferTraits.Trait.ONCE_PER_CONNECTION));
    }

    @Override
    public Optional<Due> due(AgentState agent, Transport transport) {
      return heartbeat.isZero()
          ? Optional.empty()
          : Optional.of(new Due(hash(), "", 1, Fragments.flags(1), Instant.EPOCH, heartbeat));
    }

    @Override
    public Outgoing outgoing(AgentState agent, Due due) {
      return Outgoing.CHANGE;
    }

    @Override
    public void refresh() {}
  }

  private KnownAgent offered(Duration heartbeat) {
    harness.kinds.add(interval);
    KnownAgent agent = harness.accepted(complete(1));
    interval.heartbeat = heartbeat;
    assertThat(harness.offered(agent, interval)).isEqualTo(interval.hash());
    return agent;
  }

  private Presence after(KnownAgent agent, Duration silence) {
    return agent.presence(harness.instant().plus(silence), harness.settings);
  }

  private AgentToServer.Builder says(ConnectionSettingsStatuses status) {
    return message(2)
        .setConnectionSettingsStatus(
            ConnectionSettingsStatus.newBuilder()
                .setLastConnectionSettingsHash(interval.hash().bytes())
                .setStatus(status));
  }

  @Test
  void aPollerThatWasOfferedALongIntervalIsNotStaleBetweenTwoPolls() {
    harness.poll();
    KnownAgent agent = offered(Duration.ofMinutes(10));
    assertThat(after(agent, Duration.ofMinutes(30))).isEqualTo(Presence.CONNECTED);
    assertThat(after(agent, Duration.ofMinutes(31))).isEqualTo(Presence.STALE);
    assertThat(after(agent, Duration.ofMinutes(41))).isEqualTo(Presence.DISCONNECTED);
    harness.pass(Duration.ofMinutes(20));
    harness.sweep().presence();
    assertThat(agent.link()).isNotNull();
  }

  @Test
  void soIsAnAgentOnASocketThatReportsHeartbeats() {
    KnownAgent agent = offered(Duration.ofMinutes(10));
    harness.accepted(
        message(2)
            .setCapabilities(
                FleetHarness.MANAGED.bits() | AgentCapability.REPORTS_HEARTBEAT.bit()));
    assertThat(after(agent, Duration.ofMinutes(30))).isEqualTo(Presence.CONNECTED);
    assertThat(after(agent, Duration.ofMinutes(31))).isEqualTo(Presence.STALE);
  }

  @Test
  void aShortIntervalIsNoReasonToBeStrict() {
    harness.poll();
    KnownAgent agent = offered(Duration.ofSeconds(1));
    assertThat(after(agent, Duration.ofSeconds(90))).isEqualTo(Presence.CONNECTED);
    assertThat(after(agent, Duration.ofSeconds(91))).isEqualTo(Presence.STALE);
  }

  @Test
  void anIntervalThatItRefusedDoesNotCount() {
    harness.poll();
    KnownAgent agent = offered(Duration.ofMinutes(10));
    harness.accepted(says(ConnectionSettingsStatuses.ConnectionSettingsStatuses_FAILED));
    assertThat(after(agent, Duration.ofSeconds(91))).isEqualTo(Presence.STALE);
  }

  @Test
  void theLastOneThatItTookCounts() {
    harness.poll();
    KnownAgent agent = offered(Duration.ofMinutes(10));
    harness.accepted(says(ConnectionSettingsStatuses.ConnectionSettingsStatuses_APPLIED));
    interval.heartbeat = Duration.ofSeconds(10);
    assertThat(harness.offered(agent, interval)).isEqualTo(interval.hash());
    assertThat(after(agent, Duration.ofMinutes(5)))
        .as("not answered")
        .isEqualTo(Presence.CONNECTED);
    harness.accepted(
        says(ConnectionSettingsStatuses.ConnectionSettingsStatuses_APPLIED).setSequenceNum(3));
    assertThat(after(agent, Duration.ofMinutes(5))).isEqualTo(Presence.STALE);
  }

  @Test
  void theIntervalIsKnownAfterARestart() {
    harness.poll();
    var _ = offered(Duration.ofMinutes(10));
    KnownAgent stored = harness.restarted().fleet().find(UID).orElseThrow();
    assertThat(stored.state().facts().attempts().heartbeat()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void anAgentThatSaysGoodbyeWentOnPurposeUntilItIsBack() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.accepted(message(2).setAgentDisconnect(AgentDisconnect.getDefaultInstance()));
    harness.fleet().disconnected(agent, harness.link().connection());
    assertThat(agent.saidGoodbye()).isTrue();
    harness.reconnect();
    harness.accepted(message(3));
    assertThat(agent.saidGoodbye()).isFalse();
    harness.fleet().disconnected(agent, harness.link().connection());
    assertThat(agent.saidGoodbye()).isFalse();
  }
}
