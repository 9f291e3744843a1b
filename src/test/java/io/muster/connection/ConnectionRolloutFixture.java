package io.muster.connection;

import static io.muster.connection.SettingsInTests.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Arrival;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OfferDecision;
import io.muster.fleet.OfferScheduler.Beginning;
import io.muster.fleet.Report;
import io.muster.fleet.TestFleet;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ConnectionSettingsStatus;
import io.muster.protocol.proto.ConnectionSettingsStatuses;
import io.muster.protocol.proto.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Agents that connection settings go out to, and what they do with them. */
abstract class ConnectionRolloutFixture {

  static final ConnectionSettings NEW =
      new ConnectionSettings(
          "wss://muster.example.com/v1/opamp",
          Map.of("authorization", "Bearer new"),
          Duration.ofSeconds(10));

  final TestFleet fleet = new TestFleet();
  final InMemoryConnectionSettingsStore store = new InMemoryConnectionSettingsStore();
  final InMemoryConnectionProgressStore progress = new InMemoryConnectionProgressStore();
  final ReconciledAgents connections = new ReconciledAgents();
  ConnectionOffer offer = new ConnectionOffer(store, progress, OffersInTests.settings(Map.of()));
  ConnectionPolicy policy =
      new ConnectionPolicy(store, progress, offer, connections, Hints.NONE, fleet.clock());
  ConnectionRollout rollout = rollout();
  long lastConnection = 1;

  ConnectionRolloutFixture() {
    fleet.offering(offer);
  }

  ConnectionRollout rollout() {
    return rollout(true);
  }

  ConnectionRollout rollout(boolean leads) {
    return new ConnectionRollout(
        offer,
        progress,
        fleet.fleet(),
        fleet.settings(),
        fleet.freezes(),
        connections,
        Hints.NONE,
        () -> leads,
        20);
  }

  /** An agent, and what it does. */
  final class Agent {

    final InstanceUid uid;
    final String version;
    final Transport transport;
    AgentConnection link;
    long sequence;

    Agent(int number, String version, Transport transport) {
      this.uid = new InstanceUid(0x0190e0a200007000L, 0x8000000000000000L + number);
      this.version = version;
      this.transport = transport;
      this.link = link("old");
      starts();
    }

    AgentConnection link(String token) {
      return link(token, "muster.example.com");
    }

    AgentConnection link(String token, String host) {
      Arrival arrival =
          Arrival.of(
              true, false, List.of(host), Map.of("Authorization", "Bearer " + token).entrySet());
      return new AgentConnection(
          ++lastConnection, transport, fleet.clock().instant(), "10.0.0.1", arrival);
    }

    /** A new process. */
    void starts() {
      sequence = 0;
      say(
          AgentToServer.newBuilder()
              .setAgentDescription(
                  AgentDescription.newBuilder()
                      .addIdentifyingAttributes(text("service.name", "otelcol"))
                      .addIdentifyingAttributes(text("service.version", version))));
    }

    KeyValue text(String key, String value) {
      return KeyValue.newBuilder()
          .setKey(key)
          .setValue(AnyValue.newBuilder().setStringValue(value))
          .build();
    }

    void say(AgentToServer.Builder message) {
      message
          .setInstanceUid(uid.toBytes())
          .setSequenceNum(sequence++)
          .setCapabilities(
              AgentCapabilities.of(
                      AgentCapability.REPORTS_STATUS,
                      AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS,
                      AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS)
                  .bits());
      var _ = fleet.reporting().report(new Report(WireUid.of(uid), message.build(), link));
    }

    void says(ConnectionSettingsStatuses status) {
      say(
          AgentToServer.newBuilder()
              .setConnectionSettingsStatus(
                  ConnectionSettingsStatus.newBuilder()
                      .setLastConnectionSettingsHash(
                          Objects.requireNonNull(attempt()).hash().bytes())
                      .setStatus(status)));
    }

    KnownAgent known() {
      return fleet.fleet().find(uid).orElseThrow();
    }

    @Nullable Attempt attempt() {
      return known().state().facts().attempts().newest(OfferKind.CONNECTION).orElse(null);
    }

    Attempt.State state() {
      return Objects.requireNonNull(attempt()).state();
    }

    /** Whether it is sent the settings now, if it is looked at. */
    boolean isOffered() {
      OfferDecision decision = fleet.offers().advance(known(), offer);
      if (decision instanceof OfferDecision.Begin(var due)) {
        fleet.offers().begin(List.of(new Beginning(known(), OfferKind.CONNECTION, due))).join();
        decision = fleet.offers().advance(known(), offer);
      }
      if (decision instanceof OfferDecision.Send(var due)) {
        fleet.offers().written(known(), OfferKind.CONNECTION, due);
        return true;
      }
      return false;
    }

    /** Connects anew, its process going on. */
    void comesBackBy(String token) {
      leaves();
      link = link(token);
      say(AgentToServer.newBuilder());
    }

    /** Connects anew as opamp-go does, with a new client. */
    void takesThem() {
      leaves();
      link = link("new");
      starts();
    }

    void leaves() {
      fleet.fleet().disconnected(known(), link.connection());
    }
  }

  List<Agent> agents(int count) {
    List<Agent> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      agents.add(new Agent(i, "0.158.0", Transport.WEBSOCKET));
    }
    return agents;
  }

  static List<Agent> offered(List<Agent> agents) {
    return agents.stream().filter(Agent::isOffered).toList();
  }

  void goOut() {
    assertThat(policy.put(put("eu", NEW))).isInstanceOf(ConnectionPolicy.Outcome.Changed.class);
    rollout.step();
  }

  KindProgress only() {
    return offer.current().entries().getFirst().progress().kinds().values().iterator().next();
  }
}
