package io.muster.connection;

import static io.muster.connection.SettingsInTests.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempt;
import io.muster.agent.Selector;
import io.muster.agent.Transport;
import io.muster.connection.KindProgress.Stage;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Arrival;
import io.muster.fleet.Offer;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ConnectionSettingsStatus;
import io.muster.protocol.proto.ConnectionSettingsStatuses;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Settings on their way to agents that do what they want: offered, taken, not taken, lost. */
class ConnectionRolloutTest extends ConnectionRolloutFixture {

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

  /** Its machine is restarted, say. What it had proved is not to blame, nor its kind. */
  @Test
  void oneThatGoesDownWithWhatItHadProvedHasItOnceMoreAndStopsNobody() {
    List<Agent> agents = agents(3);
    goOut();
    for (int i = 0; i < 3; i++) {
      offered(agents).forEach(Agent::takesThem);
      rollout.step();
    }
    agents.forEach(each -> each.say(AgentToServer.newBuilder()));
    Agent agent = agents.getFirst();
    restartsByTheOldToken(agent);
    assertThat(agent.isOffered()).isTrue();

    restartsByTheOldToken(agent);
    rollout.step();
    assertThat(agent.state()).isEqualTo(Attempt.State.OFFERED);
    assertThat(agent.isOffered()).as("its new process has not had them").isTrue();
    agent.takesThem();
    rollout.step();
    assertThat(agent.state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(only().stage()).isNotEqualTo(Stage.STOPPED);
  }

  @Test
  void oneThatGoesDownWithThemAgainAndAgainStopsItsKind() {
    Agent agent = agents(1).getFirst();
    goOut();
    assertThat(agent.isOffered()).isTrue();
    agent.takesThem();
    agent.say(AgentToServer.newBuilder());
    rollout.step();
    restartsByTheOldToken(agent);
    for (int i = 0; i < 3; i++) {
      assertThat(agent.isOffered()).isTrue();
      restartsByTheOldToken(agent);
      rollout.step();
    }
    assertThat(agent.isOffered()).as("three processes came to nothing by it").isFalse();
    rollout.step();
    assertThat(only().stage()).isEqualTo(Stage.STOPPED);
    assertThat(agent.state()).isEqualTo(Attempt.State.NO_ANSWER);
  }

  /** Then its process went on, and chose others. */
  @Test
  void oneThatStaysByOtherSettingsThanItHadProvedStopsItsKind() {
    Agent agent = agents(1).getFirst();
    goOut();
    assertThat(agent.isOffered()).isTrue();
    agent.takesThem();
    agent.say(AgentToServer.newBuilder());
    rollout.step();
    restartsByTheOldToken(agent);
    assertThat(agent.isOffered()).isTrue();
    agent.comesBackBy("old");
    fleet.pass(Duration.ofSeconds(61));
    rollout.step();
    assertThat(only().stage()).isEqualTo(Stage.STOPPED);
  }

  /** A new process, which has forgotten what it was offered. */
  private void restartsByTheOldToken(Agent agent) {
    fleet.pass(Duration.ofMinutes(5));
    agent.leaves();
    agent.link = agent.link("old");
    agent.starts();
    agent.say(AgentToServer.newBuilder()); // Or the number of its next process would be no news.
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
}
