package io.muster.connection;

import static io.muster.connection.SettingsInTests.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentSelector;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.Selector;
import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.connection.KindProgress.Stage;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Arrival;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferDecision;
import io.muster.fleet.OfferScheduler.Beginning;
import io.muster.fleet.Report;
import io.muster.fleet.TestFleet;
import io.muster.freeze.Freezes.Which;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentDisconnect;
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
import org.junit.jupiter.api.Test;

/** Settings on their way to agents that do what they want: offered, taken, not taken, lost. */
class ConnectionRolloutTest {

  private static final ConnectionSettings NEW =
      new ConnectionSettings(
          "wss://muster.example.com/v1/opamp",
          Map.of("authorization", "Bearer new"),
          Duration.ofSeconds(10));

  private final TestFleet fleet = new TestFleet();
  private final InMemoryConnectionSettingsStore store = new InMemoryConnectionSettingsStore();
  private final InMemoryConnectionProgressStore progress = new InMemoryConnectionProgressStore();
  private final ReconciledAgents connections = new ReconciledAgents();
  private ConnectionOffer offer =
      new ConnectionOffer(store, progress, OffersInTests.settings(Map.of()));
  private ConnectionPolicy policy =
      new ConnectionPolicy(store, progress, offer, connections, Hints.NONE, fleet.clock());
  private ConnectionRollout rollout = rollout();
  private long lastConnection = 1;

  ConnectionRolloutTest() {
    fleet.offering(offer);
  }

  private ConnectionRollout rollout() {
    return rollout(true);
  }

  private ConnectionRollout rollout(boolean leads) {
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
  private final class Agent {

    private final InstanceUid uid;
    private final String version;
    private final Transport transport;
    private AgentConnection link;
    private long sequence;

    private Agent(int number, String version, Transport transport) {
      this.uid = new InstanceUid(0x0190e0a200007000L, 0x8000000000000000L + number);
      this.version = version;
      this.transport = transport;
      this.link = link("old");
      starts();
    }

    private AgentConnection link(String token) {
      return link(token, "muster.example.com");
    }

    private AgentConnection link(String token, String host) {
      Arrival arrival =
          Arrival.of(
              true, false, List.of(host), Map.of("Authorization", "Bearer " + token).entrySet());
      return new AgentConnection(
          ++lastConnection, transport, fleet.clock().instant(), "10.0.0.1", arrival);
    }

    /** A new process. */
    private void starts() {
      sequence = 0;
      say(
          AgentToServer.newBuilder()
              .setAgentDescription(
                  AgentDescription.newBuilder()
                      .addIdentifyingAttributes(text("service.name", "otelcol"))
                      .addIdentifyingAttributes(text("service.version", version))));
    }

    private KeyValue text(String key, String value) {
      return KeyValue.newBuilder()
          .setKey(key)
          .setValue(AnyValue.newBuilder().setStringValue(value))
          .build();
    }

    private void say(AgentToServer.Builder message) {
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

    private void says(ConnectionSettingsStatuses status) {
      say(
          AgentToServer.newBuilder()
              .setConnectionSettingsStatus(
                  ConnectionSettingsStatus.newBuilder()
                      .setLastConnectionSettingsHash(
                          Objects.requireNonNull(attempt()).hash().bytes())
                      .setStatus(status)));
    }

    private KnownAgent known() {
      return fleet.fleet().find(uid).orElseThrow();
    }

    private @Nullable Attempt attempt() {
      return known().state().facts().attempts().newest(OfferKind.CONNECTION).orElse(null);
    }

    private Attempt.State state() {
      return Objects.requireNonNull(attempt()).state();
    }

    /** Whether it is sent the settings now, if it is looked at. */
    private boolean isOffered() {
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
    private void comesBackBy(String token) {
      leaves();
      link = link(token);
      say(AgentToServer.newBuilder());
    }

    /** Connects anew as opamp-go does, with a new client. */
    private void takesThem() {
      leaves();
      link = link("new");
      starts();
    }

    private void leaves() {
      fleet.fleet().disconnected(known(), link.connection());
    }
  }

  private List<Agent> agents(int count) {
    List<Agent> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      agents.add(new Agent(i, "0.158.0", Transport.WEBSOCKET));
    }
    return agents;
  }

  private static List<Agent> offered(List<Agent> agents) {
    return agents.stream().filter(Agent::isOffered).toList();
  }

  private void goOut() {
    assertThat(policy.put(put("eu", NEW))).isInstanceOf(ConnectionPolicy.Outcome.Changed.class);
    rollout.step();
  }

  private KindProgress only() {
    return offer.current().entries().getFirst().progress().kinds().values().iterator().next();
  }

  @Test
  void oneThenTenThenTheRestAsTheyComeBack() {
    List<Agent> agents = agents(40);
    assertThat(offered(agents)).isEmpty();
    goOut();
    List<Agent> first = offered(agents);
    assertThat(first).hasSize(1);
    rollout.step();
    assertThat(offered(agents)).isEmpty();

    first.getFirst().takesThem();
    rollout.step();
    List<Agent> ten = offered(agents);
    assertThat(ten).hasSize(10);
    ten.forEach(Agent::takesThem);
    rollout.step();
    List<Agent> more = offered(agents);
    assertThat(more).hasSize(20);
    more.forEach(Agent::takesThem);
    rollout.step();
    List<Agent> last = offered(agents);
    assertThat(last).hasSize(9);
    last.forEach(Agent::takesThem);
    rollout.step();

    assertThat(agents).allMatch(agent -> agent.state() == Attempt.State.APPLIED);
    assertThat(rollout.underWay()).isFalse();
    assertThat(offered(agents)).isEmpty();
  }

  @Test
  void oneThatDoesNotComeBackStopsItsKindAndNoOther() {
    List<Agent> agents = agents(5);
    Agent other = new Agent(99, "0.161.0", Transport.WEBSOCKET);
    Agent poller = new Agent(100, "0.158.0", Transport.HTTP);
    goOut();
    Agent first = offered(agents).getFirst();
    assertThat(other.isOffered()).isTrue();
    assertThat(poller.isOffered()).isTrue();
    first.leaves();
    other.takesThem();
    poller.takesThem();
    fleet.pass(Duration.ofSeconds(59));
    rollout.step();
    assertThat(only().stop()).isNull();

    fleet.pass(Duration.ofSeconds(2));
    rollout.step();

    assertThat(first.state()).isEqualTo(Attempt.State.TAKEN_BACK);
    Map<AgentKind, KindProgress> kinds = offer.current().entries().getFirst().progress().kinds();
    assertThat(kinds).hasSize(3);
    kinds.forEach((kind, gone) -> {
      boolean its =
          kind.serviceVersion().equals("0.158.0") && kind.transport() == Transport.WEBSOCKET;
      assertThat(gone.stage()).as("%s", kind).isEqualTo(its ? Stage.STOPPED : Stage.TEN);
    });
    KindProgress.Stop stop =
        kinds.values().stream()
            .map(KindProgress::stop)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    assertThat(Objects.requireNonNull(stop).agent()).isEqualTo(first.uid.toString());
    assertThat(stop.message()).contains("did not come back", "60 s");
    agents.forEach(agent -> agent.comesBackBy("old"));
    rollout.step();
    assertThat(offered(agents)).isEmpty();
  }

  @Test
  void comingBackByTheOldTokenOrToAnotherHostIsNoProof() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    first.comesBackBy("old");
    assertThat(first.state()).isEqualTo(Attempt.State.OFFERED);
    first.leaves();
    first.link = first.link("new", "old.example.com");
    first.say(AgentToServer.newBuilder());
    assertThat(first.state()).isEqualTo(Attempt.State.OFFERED);
    first.comesBackBy("new");
    assertThat(first.state()).isEqualTo(Attempt.State.APPLIED);
  }

  @Test
  void behindAProxyWhatItForwardsCountsAndWithoutThatASetting() {
    Agent agent = agents(1).getFirst();
    goOut();
    assertThat(agent.isOffered()).isTrue();
    agent.leaves();
    agent.link = agent.link("new", "10.0.0.7:8080");
    agent.starts();
    assertThat(agent.state()).as("the proxy's own host").isEqualTo(Attempt.State.OFFERED);
    offer =
        new ConnectionOffer(
            store, progress, OffersInTests.settings(Map.of("compare-host", "false")));
    offer.refresh();
    AgentConnection link = agent.link("new", "10.0.0.7:8080");
    Offer.Due due = offer.due(agent.known().state(), Transport.WEBSOCKET).orElseThrow();
    assertThat(offer.provedBy(due.hash(), Offer.Proof.RETURN, link)).isTrue();
    assertThat(offer.provedBy(due.hash(), Offer.Proof.RETURN, agent.link("old", "10.0.0.7")))
        .as("the headers are compared all the same")
        .isFalse();
  }

  @Test
  void aStatusAloneIsNoProof() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    first.says(ConnectionSettingsStatuses.ConnectionSettingsStatuses_APPLIED);
    assertThat(first.state()).isEqualTo(Attempt.State.APPLYING);
    assertThat(first.isOffered()).isFalse();
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    rollout.step();
    assertThat(only().stage()).isEqualTo(Stage.STOPPED);
    assertThat(offered(agents)).isEmpty();
  }

  @Test
  void applyingOnTheWayBackDoesNotUndoTheProof() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    first.says(ConnectionSettingsStatuses.ConnectionSettingsStatuses_APPLYING);
    first.takesThem();
    first.says(ConnectionSettingsStatuses.ConnectionSettingsStatuses_APPLYING);
    assertThat(first.state()).isEqualTo(Attempt.State.APPLIED);
    fleet.pass(Duration.ofMinutes(20));
    assertThat(first.isOffered()).isFalse();
    assertThat(first.state()).isEqualTo(Attempt.State.APPLIED);
  }

  @Test
  void aRefusalStopsTheKindAtOnceWithItsMessage() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    first.say(
        AgentToServer.newBuilder()
            .setConnectionSettingsStatus(
                ConnectionSettingsStatus.newBuilder()
                    .setLastConnectionSettingsHash(
                        Objects.requireNonNull(first.attempt()).hash().bytes())
                    .setStatus(ConnectionSettingsStatuses.ConnectionSettingsStatuses_FAILED)
                    .setErrorMessage("no such host")));
    rollout.step();
    assertThat(Objects.requireNonNull(only().stop()).message()).isEqualTo("no such host");
    assertThat(Objects.requireNonNull(only().stop()).state()).isEqualTo("FAILED");
  }

  @Test
  void threeHeartbeatsAreWaitedForIfThatIsLonger() {
    List<Agent> agents = agents(2);
    policy.put(
        put("eu", new ConnectionSettings(NEW.endpoint(), NEW.headers(), Duration.ofSeconds(100))));
    rollout.step();
    assertThat(offered(agents)).hasSize(1);
    fleet.pass(Duration.ofSeconds(299));
    rollout.step();
    assertThat(only().stop()).isNull();
    fleet.pass(Duration.ofSeconds(2));
    rollout.step();
    assertThat(only().stop()).isNotNull();
  }

  @Test
  void aRetryGoesOnWithTheKindsThatWereStopped() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    assertThat(only().stop()).isNotNull();

    assertThat(policy.retry("eu")).isInstanceOf(ConnectionPolicy.Outcome.Changed.class);
    rollout.step();
    List<Agent> again = offered(agents);
    assertThat(again).containsExactly(first);
    again.getFirst().takesThem();
    rollout.step();
    assertThat(offered(agents)).hasSize(2);
  }

  @Test
  void whoeverHasAnAgentForgetsWhatFailedThereAndNobodyElse() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    fleet.pass(Duration.ofSeconds(1));
    assertThat(policy.retry("eu")).isInstanceOf(ConnectionPolicy.Outcome.Changed.class);
    assertThat(first.state()).as("it is only written down").isEqualTo(Attempt.State.TAKEN_BACK);
    assertThat(offered(agents)).isEmpty();

    // An instance that does not lead does so for those it has, and not for those that are away.
    ConnectionRollout follower = rollout(false);
    first.leaves();
    follower.step();
    assertThat(first.state()).isEqualTo(Attempt.State.TAKEN_BACK);
    first.comesBackBy("old");
    follower.step();
    assertThat(first.attempt()).isNull();
    rollout.step();
    assertThat(offered(agents)).hasSize(1);
  }

  @Test
  void whatFailsAfterTheRetryStopsItAgain() {
    List<Agent> agents = agents(3);
    goOut();
    offered(agents);
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    fleet.pass(Duration.ofSeconds(1));
    policy.retry("eu");
    for (int i = 0; i < 3; i++) {
      rollout.step();
    }
    assertThat(offered(agents)).hasSize(1);
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    rollout.step();
    assertThat(only().stop()).isNotNull();
    assertThat(offered(agents)).isEmpty();
  }

  @Test
  void aRetryReachesWhatFailedWithTheSameSettingsUnderAnotherSelector() {
    List<Agent> agents = agents(1);
    goOut();
    offered(agents);
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    fleet.pass(Duration.ofSeconds(1));
    policy.put(put("eu", new Selector(Map.of("service.name", "otelcol")), NEW));
    rollout.step();
    assertThat(offered(agents)).as("it failed with these").isEmpty();
    policy.retry("eu");
    rollout.step();
    rollout.step();
    assertThat(offered(agents)).hasSize(1);
  }

  @Test
  void settingsThatAreChangedAndPutBackAtOnceLeaveAllWithTheFirstAndNobodyWaiting() {
    List<Agent> agents = agents(12);
    goOut();
    for (int i = 0; i < 3; i++) {
      offered(agents).forEach(Agent::takesThem);
      rollout.step();
    }
    assertThat(agents).allMatch(agent -> agent.state() == Attempt.State.APPLIED);
    fleet.pass(Duration.ofSeconds(5));
    ConnectionSettings other =
        new ConnectionSettings(
            NEW.endpoint(), Map.of("authorization", "Bearer other"), Duration.ofSeconds(10));
    policy.put(put("eu", other));
    rollout.step();
    Agent swapped = offered(agents).getFirst();
    // It says that it has the first, which is so until it has taken the other.
    policy.put(put("eu", NEW));
    rollout.step();
    for (int i = 0; i < 4; i++) {
      offered(agents).forEach(Agent::takesThem);
      rollout.step();
    }
    assertThat(swapped.state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(rollout.underWay()).isFalse();
    fleet.pass(Duration.ofSeconds(200));
    rollout.step();
    assertThat(only().stop()).as("nobody waits for the other").isNull();
    assertThat(offered(agents)).isEmpty();
  }

  @Test
  void aFirstAgentThatDisappearsForGoodStopsItsKindAndOneThatWasNotSentAnythingDoesNot() {
    List<Agent> agents = agents(3);
    goOut();
    Agent chosen =
        agents.stream()
            .filter(agent -> only().chosen().containsKey(agent.uid))
            .findFirst()
            .orElseThrow();
    chosen.leaves(); // Before it was sent anything.
    rollout.step();
    List<Agent> next = offered(agents);
    assertThat(next).hasSize(1).doesNotContain(chosen);
    var _ = fleet.fleet().remove(next.getFirst().known());
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    assertThat(only().stage()).isNotEqualTo(Stage.STOPPED);
    assertThat(offered(agents.stream().filter(a -> a != next.getFirst()).toList()))
        .as("one that is deleted proves nothing, and another one tries it")
        .hasSize(1);
  }

  @Test
  void whatAProcessHasLostIsOfferedOncePerSession() {
    List<Agent> agents = agents(1);
    goOut();
    Agent agent = agents.getFirst();
    assertThat(agent.isOffered()).isTrue();
    agent.takesThem();
    rollout.step();
    assertThat(only().chosen()).as("it has had its turn").isEmpty();
    assertThat(agent.isOffered()).isFalse();
    agent.comesBackBy("new");
    assertThat(agent.isOffered()).as("the process is the same").isFalse();

    fleet.pass(Duration.ofHours(1));
    agent.leaves();
    agent.link = agent.link("old");
    agent.starts();
    assertThat(agent.isOffered()).isTrue();
    assertThat(agent.isOffered()).isFalse();
    agent.takesThem();
    assertThat(agent.state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(agent.isOffered()).as("no circle").isFalse();
  }

  @Test
  void anotherInstanceGoesOnWhereTheOneBeforeWas() {
    List<Agent> agents = agents(30);
    goOut();
    offered(agents).getFirst().takesThem();
    rollout.step();
    List<Agent> ten = offered(agents);
    ten.subList(0, 4).forEach(Agent::takesThem);
    rollout.step();

    offer.refresh();
    ConnectionRollout next = rollout();
    next.step();
    assertThat(offered(agents)).as("nobody more than the six on the way").isEmpty();
    ten.subList(4, 10).forEach(Agent::takesThem);
    next.step();
    assertThat(offered(agents)).hasSize(19);
  }

  @Test
  void otherAgentsThatComeToSettingsAreTriedFirstToo() {
    List<Agent> agents = agents(14);
    goOut();
    for (int i = 0; i < 4; i++) {
      offered(agents).forEach(Agent::takesThem);
      rollout.step();
    }
    // All of them are moved to other settings, and back by deleting those.
    ConnectionSettings other =
        new ConnectionSettings(NEW.endpoint(), Map.of(), Duration.ofSeconds(20));
    policy.put(
        new PutConnection("a", Selector.ALL, 1, false, present -> other, false, "ops", null));
    rollout.step();
    assertThat(offered(agents)).hasSize(1);
    policy.delete("a", "ops", null);
    rollout.step();
    assertThat(offered(agents)).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void secretsDoNotTravelInTheOpen() {
    Agent agent = new Agent(1, "1", Transport.WEBSOCKET);
    Arrival open = Arrival.of(false, false, List.of("muster.example.com"), List.of());
    agent.link = agent.link.with(open);
    agent.say(AgentToServer.newBuilder());
    goOut();
    assertThat(agent.isOffered()).isFalse();
    assertThat(rollout.underWay()).isFalse();
    agent.link = agent.link.with(Arrival.of(false, true, List.of(), List.of()));
    agent.say(AgentToServer.newBuilder());
    rollout.step();
    assertThat(agent.isOffered()).as("this machine is excepted").isTrue();
  }

  @Test
  void whoLeavesProvesItByAGoodbye() {
    List<Agent> agents = agents(3);
    policy.put(new PutConnection("eu", Selector.ALL, 1, false, present -> NEW, true, "ops", null));
    rollout.step();
    Agent first = offered(agents).getFirst();
    first.comesBackBy("new");
    assertThat(first.state()).isEqualTo(Attempt.State.OFFERED);
    first.say(AgentToServer.newBuilder().setAgentDisconnect(AgentDisconnect.getDefaultInstance()));
    assertThat(first.state()).isEqualTo(Attempt.State.APPLIED);
    first.leaves();
    rollout.step();
    List<Agent> more = offered(agents);
    assertThat(more).hasSize(2);
    more.getFirst().leaves();
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    assertThat(Objects.requireNonNull(only().stop()).message()).contains("goodbye");
  }

  private void freeze() {
    var _ = fleet.freezes().freeze(AgentSelector.ALL, "holidays", "ops");
  }

  private void unfreeze() {
    var _ = fleet.freezes().lift(new Which.All(), "ops");
  }

  @Test
  void nobodyIsChosenInAFreeze() {
    List<Agent> agents = agents(3);
    freeze();
    goOut();
    for (int i = 0; i < 20; i++) {
      rollout.step();
      assertThat(offered(agents)).isEmpty();
      fleet.pass(Duration.ofSeconds(30));
    }
    unfreeze();
    rollout.step();
    assertThat(offered(agents)).hasSize(1);
  }

  @Test
  void whoDidNotComeBackInAFreezeHasItsTurnAgainAndStopsNobody() {
    List<Agent> agents = agents(3);
    goOut();
    Agent first = offered(agents).getFirst();
    freeze();
    for (int i = 0; i < 20; i++) {
      fleet.pass(Duration.ofSeconds(30));
      rollout.step();
      assertThat(offered(agents)).isEmpty();
    }
    unfreeze();
    rollout.step();
    List<Agent> next = offered(agents);
    assertThat(next).as("somebody has a turn").hasSize(1);
    assertThat(first.attempt())
        .satisfiesAnyOf(
            attempt -> assertThat(attempt).isNull(),
            attempt -> assertThat(next).containsExactly(first));
    next.getFirst().takesThem();
    rollout.step();
    assertThat(offered(agents)).hasSize(2);
  }
}
