package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.ServerToAgent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In which order and in what portions agents are looked at when the policy changes. */
class FanOutTest {

  @Test
  void whatIsUrgentIsAtTheHeadOfItsLoop() {
    FanOut.Lanes<String, Integer> lanes = new FanOut.Lanes<>();
    lanes.add("a", 1, false);
    lanes.add("a", 2, true);
    lanes.add("b", 3, false);
    lanes.add("a", 4, false);
    lanes.add("a", 5, true);
    lanes.add("c", 6, true);
    Map<String, List<Integer>> seen = new HashMap<>();
    lanes.forEach((loop, sessions) -> assertThat(seen.put(loop, sessions)).isNull());
    assertThat(seen).isEqualTo(Map.of("a", List.of(2, 5, 1, 4), "b", List.of(3), "c", List.of(6)));
  }

  private final OfferInTests config = OfferInTests.config();
  private final HubInTests hub = new HubInTests(config);
  private final SocketInTests socket = hub.open();

  /** Agents on one socket, and so on one event loop. */
  private void agents(int count) {
    for (int agent = 1; agent <= count; agent++) {
      socket.arrive(HubInTests.complete(agent, 1));
      socket.settle();
    }
    assertThat(socket.answers()).hasSize(count);
  }

  private List<ByteString> offered() {
    return socket.answers().stream()
        .filter(ServerToAgent::hasRemoteConfig)
        .map(ServerToAgent::getInstanceUid)
        .toList();
  }

  @Test
  void aChangeComesToEveryAgentOnceWithOneWriteOfTheStoreForEachSlice() {
    agents(600);
    config.want("a");
    int writes = hub.fleet.agents().writes();
    hub.sessions.reconcileAll();
    socket.settle();
    assertThat(offered()).hasSize(600).doesNotHaveDuplicates();
    assertThat(hub.fleet.agents().writes() - writes).isEqualTo(3);
    assertThat(hub.fleet.agents().begun()).isEqualTo(600);
    hub.sessions.reconcileAll();
    socket.settle();
    assertThat(socket.answers()).isEmpty();
  }

  @Test
  void othersHaveTheirTurnBetweenTwoSlices() {
    agents(600);
    config.want("a");
    List<Integer> asked = new ArrayList<>();
    int before = config.asked();
    config.whenAsked(() -> {
      config.whenAsked(() -> {});
      // Behind the slice that asks, before the next.
      socket.channel.eventLoop().execute(() -> asked.add(config.asked() - before));
    });
    hub.sessions.reconcileAll();
    socket.settle();
    assertThat(asked).containsExactly(256);
    assertThat(offered()).hasSize(600);
  }

  @Test
  void nothingIsDoneOnTheThreadThatStartsIt() {
    agents(3);
    config.want("a");
    int before = config.asked();
    hub.sessions.reconcileAll();
    assertThat(config.asked()).isEqualTo(before);
    socket.settle();
    assertThat(offered()).hasSize(3);
  }

  @Test
  void whatIsUrgentIsOfferedBeforeEverythingElse() {
    agents(300);
    config.want("a");
    hub.sessions.reconcileAll(agent -> agent.uid().equals(HubInTests.uid(290)));
    socket.settle();
    assertThat(offered()).hasSize(300).startsWith(HubInTests.uid(290).toBytes());
  }

  @Test
  void whatTheStoreRefusesIsOfferedWhenItTakesItAgain() {
    agents(10);
    config.want("a");
    hub.fleet.agents().failWith(new IllegalStateException("disk full"));
    hub.sessions.reconcileAll();
    socket.settle();
    assertThat(offered()).isEmpty();
    hub.fleet.agents().failWith(null);
    hub.fleet.fleet().retryUnsaved();
    hub.sessions.reconcileAll();
    socket.settle();
    assertThat(offered()).hasSize(10);
  }

  @Test
  void agentsWhoseAttemptsAStoreThatHangsDoesNotTakeAreAnsweredMeanwhile() {
    agents(10);
    config.want("a");
    hub.fleet.agents().hold();
    hub.sessions.reconcileAll();
    socket.settle();
    socket.arrive(HubInTests.heartbeat(5, 2));
    assertThat(socket.answer().hasRemoteConfig()).isFalse();
    hub.fleet.agents().release();
    socket.settle();
    assertThat(offered()).hasSize(10);
  }
}
