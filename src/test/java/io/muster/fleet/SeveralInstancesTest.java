package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.described;
import static io.muster.fleet.FleetHarness.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.Presence;
import io.muster.agent.Reported;
import io.muster.fleet.FleetHarness.ConfigUnderTest;
import io.muster.property.Property;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.store.CacheName;
import io.muster.store.StoreUnavailable;
import io.muster.store.fleet.FleetStores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agents that move between three instances on one store. */
class SeveralInstancesTest {

  /** What happens at random, in the words of an example. */
  private static final List<String> STEPS =
      List.of("the agent comes", "the agent comes", "the fleet is read", "the agent leaves");

  private final SeveralInstances world = new SeveralInstances();

  @Test
  void anAgentOfAnotherInstanceIsShownWithIt() {
    var _ = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    assertThat(world.b.presence()).isEqualTo(Presence.CONNECTED);
    assertThat(world.b.shownAt()).isEqualTo("a-1");
    assertThat(world.b.agent().state()).isEqualTo(world.a.agent().state());
    assertThat(world.c.fleet.fleet().find(UID)).isEmpty();
    assertThat(world.c.fleet.fleet().fresh(UID)).isPresent();
    assertThat(world.c.shownAt()).as("asked for by name").isEqualTo("a-1");
  }

  @Test
  void anAgentThatMovedIsShownOnceAndNowhereAsOffline() {
    var _ = world.a.fleet.accepted(complete(1));
    world.c.fleet.reading().read();
    var _ = world.b.fleet.accepted(message(2));
    for (int round = 0; round < 2; round++) {
      for (SeveralInstances.Server server : world.all) {
        if (server.fleet.fleet().size() > 0) {
          assertThat(server.presence()).isEqualTo(Presence.CONNECTED);
          assertThat(server.fleet.fleet().size()).isEqualTo(1);
        }
        server.fleet.reading().read();
      }
    }
    assertThat(world.all).allMatch(server -> "b-2".equals(server.shownAt()));
  }

  @Test
  void theLateCloseOfAnOldSocketChangesNothing() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    long old = world.a.fleet.link().connection();
    var _ = world.a.fleet.accepted(message(2));
    var _ = world.b.fleet.accepted(complete(3).setAgentDescription(described("upgraded")));
    world.a.fleet.fleet().disconnected(onA, old);
    world.a.settle();
    assertThat(world.stored().instance().text()).isEqualTo("b-2");
    assertThat(world.stored().connected()).isTrue();
    assertThat(world.report().sequence()).isEqualTo(3);
    assertThat(world.report().reported()).isEqualTo(world.b.agent().state().reported());
    world.a.fleet.reading().read();
    assertThat(world.a.presence()).isEqualTo(Presence.CONNECTED);
    assertThat(world.a.shownAt()).isEqualTo("b-2");
  }

  @Test
  void theNextInstanceGoesOnWhereTheOneBeforeStopped() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.a.fleet.label(onA, Map.of("env", "prod"));
    ContentHash hash = ConfigUnderTest.hash("a");
    world.a.fleet.config.want(hash);
    assertThat(world.a.fleet.offered(onA)).isEqualTo(hash);
    var _ =
        onA.heartbeat(world.a.fleet.link().connection(), 2, 0, SeveralInstances.NOW.toEpochMilli());
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    world.a.settle();

    assertThat(world.b.fleet.flagsAfter(message(3))).isZero();
    assertThat(world.b.agent().state().labels().pairs()).containsEntry("env", "prod");
    assertThat(world.b.agent().state().facts().attempts())
        .isEqualTo(onA.state().facts().attempts());
    world.a.fleet.reading().read();
    assertThat(world.a.shownAt()).isEqualTo("b-2");
  }

  @Test
  void afterAKillTheAgentIsOfflineWhenTheLeaseEndsUnlessItCameElsewhere() {
    var _ = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    world.c.fleet.reading().read();
    world.pass(Duration.ofSeconds(8));
    List.of(world.b, world.c).forEach(server -> server.instances.tick());
    assertThat(world.b.presence()).isEqualTo(Presence.CONNECTED);
    world.pass(Duration.ofSeconds(5));
    world.b.instances.tick();
    assertThat(world.b.presence()).isEqualTo(Presence.DISCONNECTED);
    var _ = world.b.fleet.accepted(message(40));
    world.c.instances.tick();
    assertThat(world.c.presence())
        .as("c reads before it calls a gone")
        .isEqualTo(Presence.CONNECTED);
    assertThat(world.c.shownAt()).isEqualTo("b-2");
    assertThat(world.b.fleet.reporting().takeFlags(world.b.agent())).as("a gap").isNotZero();
  }

  @Test
  void anAgentThatHasToGoBecauseItsInstanceEndsIsKnownToEverywhereUntilItComesBack() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    assertThat(world.b.agent().cutOff()).isFalse();
    world.a.fleet.fleet().ends();
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    assertThat(onA.cutOff()).isTrue();
    world.a.settle();
    world.b.fleet.reading().read();
    assertThat(world.b.presence()).isEqualTo(Presence.DISCONNECTED);
    assertThat(world.b.agent().cutOff()).isTrue();
    var _ = world.c.fleet.accepted(message(2));
    world.b.fleet.reading().read();
    assertThat(world.b.agent().cutOff()).isFalse();
    assertThat(world.c.agent().cutOff()).isFalse();
  }

  @Test
  void theSameOfOneWhoseInstanceWasKilledAndNotOfOneThatLeft() {
    var _ = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    world.pass(Duration.ofSeconds(13));
    world.b.instances.tick();
    assertThat(world.b.presence()).isEqualTo(Presence.DISCONNECTED);
    assertThat(world.b.agent().cutOff()).isTrue();
    KnownAgent onC = world.c.fleet.accepted(message(2));
    world.c.fleet.fleet().disconnected(onC, world.c.fleet.link().connection());
    world.c.settle();
    world.b.fleet.reading().read();
    assertThat(world.b.agent().cutOff()).isFalse();
    assertThat(onC.cutOff()).isFalse();
  }

  @Test
  void anAgentThatSaysGoodbyeIsOfflineEverywhere() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    var _ =
        world.a.fleet.accepted(message(2).setAgentDisconnect(AgentDisconnect.getDefaultInstance()));
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    world.a.settle();
    world.b.fleet.reading().read();
    assertThat(world.b.presence()).isEqualTo(Presence.DISCONNECTED);
    assertThat(world.b.shownAt()).isNull();
    assertThat(world.b.agent().sequence()).isEqualTo(2);
  }

  @Test
  void anAgentThatIsForgottenIsForgottenEverywhere() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    world.a.fleet.fleet().remove(onA).join();
    world.pass(Duration.ofMinutes(2));
    world.b.fleet.reading().read();
    assertThat(world.b.fleet.fleet().size()).isZero();
  }

  /** Its goodbye and its removal come so soon one after the other that nobody reads between. */
  @Test
  void anAgentThatIsForgottenJustAfterItsSocketWasCutStaysNowhereConnected() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    assertThat(world.b.presence()).isEqualTo(Presence.CONNECTED);
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    world.a.fleet.fleet().remove(onA).join();
    world.a.settle();
    world.b.fleet.reading().read();
    assertThat(world.b.fleet.fleet().find(UID)).isEmpty();
  }

  @Test
  void nobodyExpiresAnAgentThatAnotherInstanceHas() {
    var _ = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    for (int hour = 0; hour < 40; hour++) {
      world.pass(Duration.ofHours(1));
      world.all.forEach(server -> server.instances.tick());
      world.all.forEach(server -> server.instances.tick());
    }
    world.b.fleet.sweep().retention();
    assertThat(world.b.fleet.fleet().size()).isEqualTo(1);
    world.b.instances.learn(world.a.instances.self());
    world.b.fleet.sweep().presence();
    world.pass(Duration.ofHours(1)); // a is gone now, and was seen an hour ago
    world.b.instances.tick();
    world.b.fleet.sweep().retention();
    assertThat(world.b.fleet.fleet().size()).isEqualTo(1);
    world.pass(Duration.ofHours(24));
    world.b.fleet.sweep().retention();
    assertThat(world.b.fleet.fleet().size()).isZero();
  }

  @Test
  void aGoodbyeThatTheStoreDidNotGetIsSaidAgain() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    world.a.cut = true;
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    world.a.settle();
    world.a.cut = false;
    world.b.fleet.reading().read();
    assertThat(world.b.presence()).as("b cannot know better").isEqualTo(Presence.CONNECTED);
    world.a.fleet.reading().read();
    world.b.fleet.reading().read();
    assertThat(world.b.presence()).isEqualTo(Presence.DISCONNECTED);
  }

  @Test
  void anAgentThatLeftAfterItsEntryWasLostIsOfflineEverywhere() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    world.store.remove(CacheName.PRESENCE, UID.toString()).join();
    world.a.fleet.reading().read();
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    world.a.settle();
    world.b.fleet.reading().read();
    assertThat(world.b.presence()).isEqualTo(Presence.DISCONNECTED);
  }

  @Test
  void aReportThatTheStoreLostIsWrittenAnewByTheInstanceThatHasTheAgent() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.store.remove(CacheName.AGENTS, UID.toString()).join();
    world.b.fleet.reading().read();
    assertThat(world.b.agent().state().reported())
        .as("b began after that")
        .isEqualTo(Reported.NOTHING);
    world.a.fleet.reading().read();
    assertThat(world.report().reported()).isEqualTo(onA.state().reported());
    world.b.fleet.reading().read();
    assertThat(world.b.agent().state()).isEqualTo(onA.state());
  }

  @Test
  void entriesThatTheStoreLostAreWrittenAnew() {
    var _ = world.a.fleet.accepted(complete(1));
    world.b.fleet.reading().read();
    world.store.remove(CacheName.PRESENCE, UID.toString()).join();
    world.b.fleet.reading().read();
    assertThat(world.b.presence()).as("it did not leave").isEqualTo(Presence.CONNECTED);
    assertThat(world.b.fleet.fleet().fresh(UID)).isPresent();
    assertThat(world.b.shownAt()).isEqualTo("a-1");
    world.a.fleet.reading().read();
    world.a.fleet.sweep().presence();
    assertThat(world.stored().instance().text()).isEqualTo("a-1");
    assertThat(world.stored().connected()).isTrue();
  }

  @Test
  void whatWasNotSavedWhileTheStoreWasAwayDoesNotOverwriteWhatTheNextInstanceWrote() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.a.cut = true;
    var _ = world.a.fleet.accepted(message(2).setAgentDescription(described("cut off")));
    assertThatExceptionOfType(StoreUnavailable.class)
        .isThrownBy(() -> world.a.fleet.label(onA, Map.of("by", "a")));
    assertThat(world.a.fleet.fleet().unsaved()).isEqualTo(1);
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    world.a.settle();
    world.pass(Duration.ofSeconds(1));

    KnownAgent onB = world.b.fleet.accepted(complete(3).setAgentDescription(described("moved")));
    world.b.fleet.label(onB, Map.of("by", "b"));
    world.a.cut = false;
    world.a.fleet.sweep().presence();
    world.a.fleet.reading().read();
    assertThat(world.report().reported()).isEqualTo(onB.state().reported());
    assertThat(world.labels()).containsEntry("by", "b");
    assertThat(world.a.agent().state()).isEqualTo(onB.state());
    assertThat(world.a.fleet.fleet().unsaved()).isZero();
  }

  @Test
  void whatWasNotSavedIsSavedIfTheAgentWentNowhereElse() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.a.cut = true;
    var _ = world.a.fleet.accepted(message(2).setAgentDescription(described("cut off")));
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    world.a.settle();
    world.a.cut = false;
    world.a.fleet.sweep().presence();
    assertThat(world.report().reported()).isEqualTo(onA.state().reported());
    assertThat(world.a.fleet.fleet().unsaved()).isZero();
  }

  @Test
  void aSocketThatDiedUnnoticedWhileTheStoreWasAwayDoesNotTakeTheAgentBack() {
    world.a.cut = true;
    var _ = world.a.fleet.accepted(complete(1));
    world.pass(Duration.ofSeconds(1));
    var _ = world.b.fleet.accepted(complete(2));
    world.a.cut = false;
    world.a.fleet.sweep().presence();
    assertThat(world.stored().instance().text()).isEqualTo("b-2");
    assertThat(world.a.shownAt()).isEqualTo("b-2");
  }

  @Test
  void ofTwoInstancesThatTakeAnAgentLateTheOneItCameToLaterHasIt() {
    world.a.cut = true;
    world.b.cut = true;
    var _ = world.a.fleet.accepted(complete(1));
    world.pass(Duration.ofSeconds(1));
    var _ = world.b.fleet.accepted(complete(2));
    world.pass(Duration.ofSeconds(1));
    world.a.cut = false;
    world.b.cut = false;
    world.a.fleet.sweep().presence();
    world.b.fleet.sweep().presence();
    assertThat(world.b.agent().unverified()).as("the first has to be asked").isTrue();
    assertThat(world.stored().instance().text()).isEqualTo("a-1");
    var _ = world.b.fleet.accepted(message(3));
    assertThat(world.stored().instance().text()).isEqualTo("b-2");
    world.a.fleet.sweep().presence();
    world.a.fleet.reading().read();
    assertThat(world.stored().instance().text()).isEqualTo("b-2");
    assertThat(world.a.shownAt()).isEqualTo("b-2");
  }

  @Test
  void anAttemptWhoseAnswerIsKnownIsClosedHoweverItCameToBeOpenAgain() {
    KnownAgent agent = world.a.fleet.accepted(complete(1));
    ContentHash hash = ConfigUnderTest.hash("a");
    world.a.fleet.config.want(hash);
    assertThat(world.a.fleet.offered(agent)).isEqualTo(hash);
    AgentFacts before = agent.state().facts();
    var _ =
        world.a.fleet.accepted(
            message(2)
                .setRemoteConfigStatus(
                    FleetHarness.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)));
    synchronized (agent) {
      agent.remember(before); // as another instance wrote it late
    }
    assertThat(world.a.fleet.advance(agent)).isInstanceOf(OfferDecision.Settled.class);
    assertThat(agent.state().facts().attempts().find(OfferKind.CONFIG, hash))
        .hasValueSatisfying(
            attempt -> assertThat(attempt.state()).isEqualTo(Attempt.State.APPLIED));
    assertThat(world.facts().attempts()).isEqualTo(agent.state().facts().attempts());
  }

  @Test
  void aLabelPutElsewhereWhileTheAgentWasNowhereIsKeptByTheInstanceThatTakesItLate() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    world.a.fleet.fleet().disconnected(onA, world.a.fleet.link().connection());
    world.a.settle();
    world.a.cut = true;
    KnownAgent onC = world.c.fleet.fleet().fresh(UID).orElseThrow();
    world.c.fleet.label(onC, Map.of("by", "c"));
    world.pass(Duration.ofSeconds(1));
    world.a.fleet.reconnect();
    var _ = world.a.fleet.accepted(complete(2));
    world.a.cut = false;
    world.a.fleet.sweep().presence();
    assertThat(onA.state().labels().pairs()).containsEntry("by", "c");
    assertThat(world.labels()).containsEntry("by", "c");
  }

  @Test
  void aRecordThatAnEarlierInstanceOverwroteIsWrittenAgain() {
    KnownAgent onB = world.b.fleet.accepted(complete(1));
    AgentFacts early = world.facts();
    AgentStore.StoredReport earlyReport = world.report();
    ContentHash hash = ConfigUnderTest.hash("b");
    world.b.fleet.config.want(hash);
    assertThat(world.b.fleet.offered(onB)).isEqualTo(hash);
    var _ = world.b.fleet.accepted(message(2).setAgentDescription(described("upgraded")));
    AgentStore late = FleetStores.on(world.store).agents();
    late.saveFacts(Map.of(UID, early)).join();
    late.saveReports(Map.of(UID, earlyReport)).join();
    world.b.fleet.reading().read();
    assertThat(world.facts()).isEqualTo(onB.state().facts());
    assertThat(world.report().reported()).isEqualTo(onB.state().reported());
  }

  @Test
  void anAgentThatCouldNotBeTakenIsOfferedNothingAndThenWhatItHadElsewhereCounts() {
    var _ = world.a.fleet.accepted(complete(1));
    KnownAgent onB = world.b.fleet.accepted(complete(2));
    ContentHash offeredByB = ConfigUnderTest.hash("b");
    world.b.fleet.config.want(offeredByB);
    assertThat(world.b.fleet.offered(onB)).isEqualTo(offeredByB);
    world.pass(Duration.ofSeconds(1));

    world.a.cut = true;
    world.a.fleet.reconnect();
    KnownAgent onA = world.a.fleet.accepted(complete(3));
    world.a.fleet.config.want(ConfigUnderTest.hash("a"));
    world.a.cut = false;
    assertThat(world.a.fleet.advance(onA)).isInstanceOf(OfferDecision.Wait.class);
    world.a.fleet.sweep().presence();
    assertThat(world.stored().instance().text()).as("it has to be asked").isEqualTo("b-2");
    assertThat(world.a.fleet.accepted(complete(4))).isEqualTo(onA);
    assertThat(world.stored().instance().text()).isEqualTo("a-1");
    assertThat(onA.state().facts().attempts().find(OfferKind.CONFIG, offeredByB)).isPresent();
    assertThat(world.a.fleet.advance(onA)).isInstanceOf(OfferDecision.Begin.class);
  }

  @Test
  void aChangeOfAnAgentThatIsTakenElsewhereAtThatMomentIsNotAcknowledged() {
    KnownAgent onA = world.a.fleet.accepted(complete(1));
    SessionRecord before = onA.elsewhereHolding();
    assertThat(world.a.fleet.fleet().unmoved(onA, before)).isTrue();
    var _ = world.b.fleet.accepted(complete(2));
    assertThat(world.a.fleet.fleet().unmoved(onA, before)).isFalse();
    KnownAgent seenByC = world.c.fleet.fleet().fresh(UID).orElseThrow();
    SessionRecord seen = seenByC.elsewhereHolding();
    assertThat(world.c.fleet.fleet().unmoved(seenByC, seen)).isTrue();
    world.a.fleet.reconnect();
    var _ = world.a.fleet.accepted(complete(3));
    assertThat(world.c.fleet.fleet().unmoved(seenByC, seen)).isFalse();
  }

  @Test
  void whereverAnAgentGoesAllInstancesEndUpShowingItThere() {
    Property.tries(300)
        .holds(choices -> {
          SeveralInstances moving = new SeveralInstances();
          long sequence = 0;
          SeveralInstances.Server last = moving.a;
          for (int i = 0; i < 30; i++) {
            SeveralInstances.Server server = moving.all.get(choices.nextInt(3));
            int what = choices.nextInt(4);
            choices.note(() -> server.instances.self() + ": " + STEPS.get(what));
            switch (what) {
              case 0, 1 -> {
                server.fleet.reconnect();
                KnownAgent agent = server.fleet.accepted(complete(++sequence));
                assertThat(agent.link()).isEqualTo(server.fleet.link());
                last = server;
              }
              case 2 -> server.fleet.reading().read();
              default -> {
                if (server != last && server.fleet.fleet().find(UID).isPresent()) {
                  server
                      .fleet
                      .fleet()
                      .disconnected(server.agent(), server.fleet.link().connection());
                  server.settle();
                }
              }
            }
            moving.pass(Duration.ofMillis(choices.nextInt(50)));
          }
          if (sequence == 0) {
            return;
          }
          moving.all.forEach(server -> server.fleet.reading().read());
          for (SeveralInstances.Server server : moving.all) {
            assertThat(server.fleet.fleet().size()).isEqualTo(1);
            assertThat(server.shownAt()).isEqualTo(last.instances.self().text());
            assertThat(server.presence()).isEqualTo(Presence.CONNECTED);
            assertThat(server.agent().state().reported())
                .isEqualTo(last.agent().state().reported());
          }
          assertThat(moving.report().reported()).isEqualTo(last.agent().state().reported());
        });
  }
}
