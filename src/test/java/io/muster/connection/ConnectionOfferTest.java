package io.muster.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Labels;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Selector;
import io.muster.agent.Transport;
import io.muster.fleet.Offer.Due;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ConnectionSettingsOffers;
import io.muster.protocol.proto.OpAMPConnectionSettings;
import io.muster.protocol.proto.ServerToAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionOfferTest {

  private static final Instant NOW = SettingsInTests.NOW;
  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          "wss://example.com:4320/v1/opamp",
          Map.of("authorization", "Bearer x"),
          Duration.ofSeconds(15));

  private final InMemoryConnectionSettingsStore store = new InMemoryConnectionSettingsStore();
  private final ConnectionOffer offer = new ConnectionOffer(store);

  private void set(ConnectionRecord value) {
    store
        .get(value.name())
        .ifPresentOrElse(
            found -> assertThat(store.replace(value, found.version())).isTrue(),
            () -> assertThat(store.add(value)).isTrue());
    offer.refresh();
  }

  private static ConnectionRecord kept(@Nullable ConnectionSettings settings, long generation) {
    return SettingsInTests.named("default", settings, generation);
  }

  private static AgentState agent(@Nullable OfferStatus status, AgentCapability... capabilities) {
    InstanceUid uid = new InstanceUid(1, 2);
    Reported reported =
        new Reported(
            AgentCapabilities.of(capabilities),
            null,
            null,
            null,
            null,
            status,
            null,
            List.of(),
            null);
    return new AgentState(uid, reported, AgentFacts.of(uid, NOW));
  }

  static AgentState taker() {
    return agent(null, AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS);
  }

  private static OpAMPConnectionSettings opamp(Due due) throws InvalidProtocolBufferException {
    ConnectionSettingsOffers offers =
        ServerToAgent.parseFrom(due.fragment().encoded()).getConnectionSettings();
    assertThat(offers.getHash()).isEqualTo(due.hash().bytes());
    assertThat(offers.hasOwnMetrics()).isFalse();
    return offers.getOpamp();
  }

  @Test
  void anAgentThatTakesSettingsIsOfferedAllOfThemAlone() throws Exception {
    set(kept(SETTINGS, 7));
    Due due = offer.due(taker(), Transport.WEBSOCKET).orElseThrow();

    assertThat(due.fragment().isSolitary()).isTrue();
    assertThat(due.generation()).isEqualTo(7);
    assertThat(due.since()).isEqualTo(NOW);
    assertThat(due.heartbeat()).as("for presence").isEqualTo(Duration.ofSeconds(15));
    assertThat(due.hash().bytes().size()).isEqualTo(32);
    OpAMPConnectionSettings opamp = opamp(due);
    assertThat(opamp.getDestinationEndpoint()).isEqualTo("wss://example.com:4320/v1/opamp");
    assertThat(opamp.getHeartbeatIntervalSeconds()).isEqualTo(15);
    assertThat(opamp.getHeaders().getHeadersList())
        .singleElement()
        .satisfies(header -> {
          assertThat(header.getKey()).isEqualTo("authorization");
          assertThat(header.getValue()).isEqualTo("Bearer x");
        });
  }

  @Test
  void anAgentWithoutTheCapabilityIsOfferedNothing() {
    set(kept(SETTINGS, 1));
    AgentState agent = agent(null, AgentCapability.ACCEPTS_OTHER_CONNECTION_SETTINGS);

    assertThat(offer.due(agent, Transport.WEBSOCKET)).isEmpty();
  }

  @Test
  void anAgentKeepsItsTransport() throws Exception {
    set(kept(SETTINGS, 1));
    Due http = offer.due(taker(), Transport.HTTP).orElseThrow();

    assertThat(opamp(http).getDestinationEndpoint()).isEqualTo("https://example.com:4320/v1/opamp");
    assertThat(http.hash())
        .isNotEqualTo(offer.due(taker(), Transport.WEBSOCKET).orElseThrow().hash());
    assertThat(Endpoints.forTransport("HTTP://h/p", Transport.WEBSOCKET)).isEqualTo("ws://h/p");
    assertThat(Endpoints.forTransport("ws://h", Transport.HTTP)).isEqualTo("http://h");
  }

  @Test
  void whatAnAgentHasAppliedIsNotOfferedAgain() {
    set(kept(SETTINGS, 1));
    ContentHash hash = offer.due(taker(), Transport.WEBSOCKET).orElseThrow().hash();
    AgentState agent =
        agent(
            new OfferStatus(hash, OfferStatus.State.APPLIED, ""),
            AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS);

    assertThat(offer.due(agent, Transport.WEBSOCKET)).isEmpty();
    assertThat(offer.due(agent, Transport.HTTP)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(value = OfferStatus.State.class, mode = EnumSource.Mode.EXCLUDE, names = "APPLIED")
  void shortOfAppliedTheHistoryOfAttemptsDecides(OfferStatus.State state) {
    set(kept(SETTINGS, 1));
    ContentHash hash = offer.due(taker(), Transport.WEBSOCKET).orElseThrow().hash();
    AgentState agent =
        agent(
            new OfferStatus(hash, state, "no route"),
            AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS);

    assertThat(offer.due(agent, Transport.WEBSOCKET)).isPresent();
  }

  @Test
  void nothingIsReadBeforeTheStart() {
    store.add(kept(SETTINGS, 1));
    var made = new ConnectionOffer(store);
    assertThat(made.due(taker(), Transport.HTTP)).isEmpty();

    made.load();

    assertThat(made.due(taker(), Transport.HTTP)).isPresent();
  }

  @Test
  void whatAnotherInstanceStoredIsFoundByARefresh() {
    var following = new ConnectionOffer(store);
    store.add(kept(SETTINGS, 1));
    assertThat(following.due(taker(), Transport.HTTP)).isEmpty();

    following.refresh();

    assertThat(following.due(taker(), Transport.HTTP)).isPresent();
  }

  @Test
  void oneStateHasOneEncodingForAllAgents() {
    set(kept(SETTINGS, 1));

    assertThat(offer.due(taker(), Transport.WEBSOCKET).orElseThrow().fragment())
        .isSameAs(offer.due(taker(), Transport.WEBSOCKET).orElseThrow().fragment());
  }

  @Test
  void removedSettingsAreNotOffered() {
    set(kept(SETTINGS, 1));
    set(kept(null, 2));
    assertThat(offer.due(taker(), Transport.WEBSOCKET)).isEmpty();
  }

  @Test
  void theFirstRecordInOrderWhoseSelectorMatchesIsOffered() throws Exception {
    Selector edge = new Selector(Map.of("tier", "edge"));
    set(SettingsInTests.named("default", Selector.ALL, 99, SettingsInTests.settings("all"), 8));
    set(SettingsInTests.named("b", edge, 10, SettingsInTests.settings("b"), 3));
    set(SettingsInTests.named("a", edge, 10, SettingsInTests.settings("a"), 2));
    AgentState atTheEdge = taker().withLabels(new Labels(Map.of("tier", "edge")));

    Due due = offer.due(atTheEdge, Transport.WEBSOCKET).orElseThrow();
    assertThat(opamp(due).getHeaders().getHeaders(0).getValue()).isEqualTo("a");
    assertThat(due.name()).isEqualTo("a");
    // Of all records: an agent that moves to another one is not ahead of this server.
    assertThat(due.generation()).isEqualTo(8);
    assertThat(
            opamp(offer.due(taker(), Transport.WEBSOCKET).orElseThrow())
                .getHeaders()
                .getHeaders(0)
                .getValue())
        .isEqualTo("all");

    set(SettingsInTests.named("a", edge, 10, null, 9));
    assertThat(offer.due(atTheEdge, Transport.WEBSOCKET).orElseThrow().name()).isEqualTo("b");
  }

  @Test
  void everyPartOfTheSettingsIsInTheHash() {
    ContentHash hash = OfferForm.hash("ws://a", SETTINGS);

    assertThat(OfferForm.hash("ws://b", SETTINGS)).isNotEqualTo(hash);
    assertThat(
            OfferForm.hash(
                "ws://a",
                new ConnectionSettings(
                    SETTINGS.endpoint(), SETTINGS.headers(), Duration.ofSeconds(16))))
        .isNotEqualTo(hash);
    assertThat(
            OfferForm.hash(
                "ws://a",
                new ConnectionSettings(
                    SETTINGS.endpoint(),
                    Map.of("authorization", "Bearer y"),
                    Duration.ofSeconds(15))))
        .isNotEqualTo(hash);
  }
}
