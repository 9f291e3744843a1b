package io.muster.session;

import static io.muster.session.HubInTests.complete;
import static io.muster.session.HubInTests.heartbeat;
import static io.muster.session.HubInTests.uid;
import static io.muster.session.OfferInTests.hash;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.AgentSelector;
import io.muster.agent.Transport;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OfferScheduler;
import io.muster.fleet.Report;
import io.muster.fleet.ReportOutcome;
import io.muster.fleet.TestFleet;
import io.muster.freeze.Freezes.Which;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import io.muster.protocol.ServerMessage;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.protocol.proto.ServerToAgentFlags;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What one agent is still to be sent, without a connection that would send it. */
class OutboxTest {

  private static final long CONNECTION = 7;
  private static final long FULL_STATE =
      ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE;

  private final OfferInTests config = OfferInTests.config();
  private final OfferInTests settings = OfferInTests.opampSettings();
  private HubInTests hub = new HubInTests(config, settings);
  private Outbox outbox = outbox();
  private final List<OfferScheduler.Beginning> begun = new ArrayList<>();

  private Outbox outbox() {
    return new Outbox(hub.services.outboxes(), WireUid.of(uid(1)), CONNECTION);
  }

  private KnownAgent reported(AgentToServer.Builder message) {
    AgentConnection link =
        new AgentConnection(CONNECTION, Transport.WEBSOCKET, TestFleet.NOW, "10.0.0.1");
    Report report = new Report(WireUid.of(uid(1)), message.build(), link);
    return ((ReportOutcome.Accepted) hub.fleet.reporting().report(report)).agent();
  }

  /** Whether there is nothing to send. */
  private boolean silent(KnownAgent agent) {
    return outbox.next(agent, begun::add) == null;
  }

  /** The next message as the agent reads it. */
  private ServerToAgent next(@Nullable KnownAgent agent) {
    ServerMessage message = Objects.requireNonNull(outbox.next(agent, begun::add), "no message");
    ByteBuf body = message.body(hub.allocator);
    try {
      return ServerToAgent.parseFrom(ByteBufUtil.getBytes(body));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    } finally {
      body.release();
    }
  }

  /** Stores what is begun, as a connection does, and looks again. */
  private void store() {
    hub.fleet.offers().begin(List.copyOf(begun)).join();
    begun.clear();
    outbox.stored();
  }

  /** An agent whose first message is answered, so that nothing is left to say. */
  private KnownAgent introduced() {
    KnownAgent agent = reported(complete(1, 1));
    outbox.owe();
    assertThat(next(agent).getCapabilities()).isNotZero();
    assertThat(outbox.quiet()).isTrue();
    return agent;
  }

  private static Fragment custom(int number) {
    return Fragments.customMessage("test", "t", ByteString.copyFromUtf8("" + number));
  }

  private static Fragment error(String text) {
    return MessageExchange.badRequest(text);
  }

  /** Whether it has a place and is queued. */
  private boolean queued(Fragment message) {
    boolean promised = outbox.promise();
    if (promised) {
      outbox.queue(message);
    }
    return promised;
  }

  @Test
  void whoHasNothingToSaySaysNothing() {
    KnownAgent agent = introduced();
    outbox.markState();
    assertThat(outbox.quiet()).isFalse();
    assertThat(silent(agent)).isTrue();
    assertThat(outbox.quiet()).as("the mark is gone").isTrue();
    assertThat(silent(agent)).isTrue();
  }

  @Test
  void aFrozenAgentIsAnsweredAndSentNeitherOffersNorCommandsThatWaited() {
    KnownAgent agent = introduced();
    config.want("a: 1");
    assertThat(queued(custom(1))).isTrue();
    assertThat(queued(Fragments.restart())).isTrue();
    var _ = hub.fleet.freezes().freeze(AgentSelector.ALL, "holidays", "ops");
    outbox.markState();
    outbox.owe();
    assertThat(next(agent))
        .isEqualTo(ServerToAgent.newBuilder().setInstanceUid(uid(1).toBytes()).build());
    assertThat(begun).isEmpty();
    assertThat(silent(agent)).isTrue();
    var _ = hub.fleet.freezes().lift(new Which.All(), "ops");
    outbox.markState();
    assertThat(silent(agent)).as("commands were dropped, the offer is begun").isTrue();
    store();
    assertThat(next(agent).getRemoteConfig().getConfigHash()).isEqualTo(hash("a: 1").bytes());
    for (int i = 0; i < Outbox.MAX_QUEUED; i++) {
      assertThat(queued(custom(i))).as("all places are free again").isTrue();
    }
  }

  @Test
  void everyMessageOwedIsAnsweredByOneAndNoMore() {
    KnownAgent agent = introduced();
    outbox.owe();
    outbox.owe();
    outbox.owe();
    assertThat(outbox.quiet()).isFalse();
    for (int i = 0; i < 3; i++) {
      assertThat(next(agent))
          .isEqualTo(ServerToAgent.newBuilder().setInstanceUid(uid(1).toBytes()).build());
    }
    assertThat(silent(agent)).isTrue();
    assertThat(outbox.quiet()).isTrue();
  }

  @Test
  void whatThereIsToSayGoesWithAnAnswerThatIsOwed() {
    KnownAgent agent = introduced();
    outbox.owe();
    outbox.owe();
    assertThat(queued(custom(1))).isTrue();
    assertThat(next(agent).hasCustomMessage()).isTrue();
    assertThat(next(agent).hasCustomMessage()).isFalse();
    assertThat(silent(agent)).isTrue();
  }

  @Test
  void theFirstMessageSaysWhatTheServerCanAndNoOtherDoes() {
    hub = new HubInTests(Map.of("custom-capabilities", "a,b"), config);
    outbox = outbox();
    KnownAgent agent = reported(complete(1, 1));
    assertThat(outbox.quiet()).isFalse();
    assertThat(silent(agent)).as("not a message of its own").isTrue();
    outbox.owe();
    ServerToAgent first = next(agent);
    assertThat(first.getCapabilities()).isNotZero();
    assertThat(first.getCustomCapabilities().getCapabilitiesList()).containsExactly("a", "b");
    outbox.owe();
    ServerToAgent second = next(agent);
    assertThat(second.getCapabilities()).isZero();
    assertThat(second.hasCustomCapabilities()).isFalse();
    outbox.introduceAgain();
    outbox.owe();
    assertThat(next(agent).getCapabilities()).isEqualTo(first.getCapabilities());
  }

  @Test
  void nothingIsOfferedBeforeItsAttemptIsStored() {
    KnownAgent agent = introduced();
    config.want("a");
    outbox.markState();
    assertThat(silent(agent)).isTrue();
    assertThat(begun).hasSize(1);
    outbox.storing();
    outbox.markState();
    assertThat(silent(agent)).isTrue();
    assertThat(begun).as("what is being stored is not begun again").hasSize(1);
    store();
    assertThat(next(agent).getRemoteConfig().getConfigHash()).isEqualTo(hash("a").bytes());
    assertThat(silent(agent)).isTrue();
    outbox.markState();
    assertThat(silent(agent)).as("it is in flight").isTrue();
  }

  @Test
  void twoChangesBeforeItIsLookedAtAreOneMessageWithTheNewest() {
    KnownAgent agent = introduced();
    config.want("a");
    outbox.markState();
    config.want("b");
    outbox.markState();
    assertThat(silent(agent)).isTrue();
    store();
    assertThat(next(agent).getRemoteConfig().getConfigHash()).isEqualTo(hash("b").bytes());
    assertThat(silent(agent)).isTrue();
  }

  @Test
  void aChangeWhileAnAttemptIsBeingStoredIsOfferedInsteadOfIt() {
    KnownAgent agent = introduced();
    config.want("a");
    outbox.markState();
    assertThat(silent(agent)).isTrue();
    outbox.storing();
    config.want("b");
    outbox.markState();
    store();
    assertThat(silent(agent)).as("b has to be stored first").isTrue();
    store();
    assertThat(next(agent).getRemoteConfig().getConfigHash()).isEqualTo(hash("b").bytes());
    assertThat(silent(agent)).isTrue();
  }

  @Test
  void nothingIsComputedUnlessItIsMarked() {
    KnownAgent agent = introduced();
    outbox.markState();
    assertThat(silent(agent)).isTrue();
    config.want("a");
    int asked = config.asked();
    outbox.owe();
    assertThat(next(agent).hasRemoteConfig()).isFalse();
    assertThat(config.asked()).isEqualTo(asked);
  }

  @Test
  void flagsOfSeveralReasonsGoTogetherAndOnce() {
    AgentToServer.Builder first = complete(1, 1);
    long components = AgentCapability.REPORTS_AVAILABLE_COMPONENTS.bit();
    first
        .setCapabilities(first.getCapabilities() | components)
        .setAvailableComponents(
            AvailableComponents.newBuilder().setHash(ByteString.copyFromUtf8("components")));
    KnownAgent agent = reported(first);
    reported(heartbeat(1, 5).setCapabilities(first.getCapabilities())); // a gap
    outbox.owe();
    outbox.markState();
    assertThat(next(agent).getFlags())
        .isEqualTo(
            FULL_STATE | ServerToAgentFlags.ServerToAgentFlags_ReportAvailableComponents_VALUE);
    outbox.owe();
    outbox.markState();
    assertThat(next(agent).getFlags()).isZero();
  }

  @Test
  void flagsThatAreDueAreAMessageOfTheirOwnIfNoneIsOwed() {
    KnownAgent agent = introduced();
    reported(heartbeat(1, 5));
    outbox.markState();
    assertThat(next(agent).getFlags()).isEqualTo(FULL_STATE);
    assertThat(silent(agent)).isTrue();
  }

  @Test
  void stateGoesBeforeTheQueueAndTheQueueInItsOrder() {
    KnownAgent agent = introduced();
    assertThat(queued(custom(1))).isTrue();
    assertThat(queued(custom(2))).isTrue();
    reported(heartbeat(1, 5));
    outbox.markState();
    assertThat(next(agent).getFlags()).isEqualTo(FULL_STATE);
    assertThat(next(agent).getCustomMessage().getData().toStringUtf8()).isEqualTo("1");
    assertThat(next(agent).getCustomMessage().getData().toStringUtf8()).isEqualTo("2");
    assertThat(silent(agent)).isTrue();
  }

  @Test
  void aFullQueueTakesNothingAndHasRoomAgainWhenOneIsSent() {
    KnownAgent agent = introduced();
    for (int i = 0; i < 32; i++) {
      assertThat(queued(custom(i))).isTrue();
    }
    assertThat(queued(custom(32))).isFalse();
    assertThat(hub.gauge("muster.outbox.queued")).isEqualTo(32);
    assertThat(next(agent).getCustomMessage().getData().toStringUtf8()).isEqualTo("0");
    assertThat(hub.gauge("muster.outbox.queued")).isEqualTo(31);
    assertThat(queued(custom(32))).isTrue();
    assertThat(queued(custom(33))).isFalse();
  }

  @Test
  void whatIsQueuedWhenTheConnectionEndsIsNotCountedAnyMore() {
    KnownAgent agent = introduced();
    assertThat(queued(custom(1))).isTrue();
    assertThat(queued(custom(2))).isTrue();
    outbox.discard();
    outbox.discard();
    assertThat(hub.gauge("muster.outbox.queued")).isZero();
    assertThat(silent(agent)).isTrue();
  }

  @Test
  void aCommandGoesWithNothingButTheCapabilities() {
    hub = new HubInTests(Map.of("custom-capabilities", "a"), config);
    outbox = outbox();
    KnownAgent agent = reported(complete(1, 1));
    assertThat(queued(Fragments.restart())).isTrue();
    ServerToAgent command = next(agent);
    assertThat(command.hasCommand()).isTrue();
    assertThat(command.getCapabilities()).isNotZero();
    assertThat(command.hasCustomCapabilities()).isFalse();
    assertThat(command.getFlags()).isZero();
    outbox.owe();
    ServerToAgent answer = next(agent);
    assertThat(answer.hasCommand()).isFalse();
    assertThat(answer.getCustomCapabilities().getCapabilitiesList()).containsExactly("a");
  }

  @Test
  void opampSettingsGoInAMessageOfTheirOwnAfterEverythingElse() {
    KnownAgent agent = introduced();
    config.want("a");
    settings.want("wss://elsewhere");
    outbox.markState();
    assertThat(silent(agent)).isTrue();
    assertThat(begun).hasSize(2);
    store();
    ServerToAgent first = next(agent);
    assertThat(first.hasRemoteConfig()).isTrue();
    assertThat(first.hasConnectionSettings()).isFalse();
    ServerToAgent second = next(agent);
    assertThat(second.hasRemoteConfig()).isFalse();
    assertThat(second.getConnectionSettings().getOpamp().getDestinationEndpoint())
        .isEqualTo("wss://elsewhere");
    assertThat(second.getAllFields().keySet())
        .extracting(field -> field.getName())
        .containsExactlyInAnyOrder("instance_uid", "connection_settings");
    assertThat(silent(agent)).isTrue();
  }

  @Test
  void anErrorGoesAloneBeforeEverythingElseAndPaysForNoAnswer() {
    KnownAgent agent = reported(complete(1, 1));
    outbox.owe();
    assertThat(queued(custom(1))).isTrue();
    assertThat(outbox.answerWithError(error("one"))).isTrue();
    assertThat(outbox.answerWithError(error("two"))).isTrue();
    for (String text : List.of("one", "two")) {
      ServerToAgent message = next(agent);
      assertThat(message.getErrorResponse().getErrorMessage()).isEqualTo(text);
      assertThat(message.getAllFields().keySet())
          .extracting(field -> field.getName())
          .containsExactlyInAnyOrder("instance_uid", "error_response");
    }
    ServerToAgent answer = next(agent);
    assertThat(answer.hasCustomMessage()).isTrue();
    assertThat(answer.getCapabilities()).isNotZero();
    assertThat(silent(agent)).isTrue();
  }

  @Test
  void errorsAreKeptUpToALimit() {
    for (int i = 0; i < 32; i++) {
      assertThat(outbox.answerWithError(error("" + i))).isTrue();
    }
    assertThat(outbox.answerWithError(error("32"))).isFalse();
    assertThat(next(null).getErrorResponse().getErrorMessage()).isEqualTo("0");
    assertThat(outbox.answerWithError(error("32"))).isTrue();
  }

  @Test
  void anAgentThatAnotherConnectionHasIsAnsweredAndSentNoState() {
    KnownAgent agent = introduced();
    config.want("a");
    AgentConnection other = new AgentConnection(8, Transport.HTTP, TestFleet.NOW, "10.0.0.2");
    hub.fleet.fleet().disconnected(agent, CONNECTION); // It was asked, and did not answer.
    var _ =
        hub.fleet
            .reporting()
            .report(new Report(WireUid.of(uid(1)), heartbeat(1, 2).build(), other));
    outbox.markState();
    assertThat(silent(agent)).isTrue();
    assertThat(begun).isEmpty();
    outbox.owe();
    assertThat(next(agent).hasRemoteConfig()).isFalse();
  }

  @Test
  void aNewUidIsPushedOnceAndThenGoesWithAnswersOnly() {
    KnownAgent agent = introduced();
    hub.fleet.fleet().assignNewUid(agent).join();
    outbox.markState();
    ByteString newUid = agent.uid().toBytes();
    assertThat(next(agent).getAgentIdentification().getNewInstanceUid()).isEqualTo(newUid);
    outbox.markState();
    assertThat(silent(agent)).as("the sweep uses up no try").isTrue();
    outbox.owe();
    outbox.markIdentification();
    assertThat(next(agent).getAgentIdentification().getNewInstanceUid()).isEqualTo(newUid);
  }

  @Test
  void anOfferThatIsLargerThanAMessageMayBeIsLeftOutAndSaidOnce() {
    hub = new HubInTests(Map.of("max-message-size", "2000"), config);
    outbox = outbox();
    KnownAgent agent = introduced();
    config.want("x".repeat(2_000));
    outbox.owe();
    outbox.markState();
    next(agent);
    store();
    outbox.owe();
    assertThat(next(agent).hasRemoteConfig()).isFalse();
    assertThat(outbox.tookTooMuch()).isTrue();
    assertThat(outbox.tookTooMuch()).isFalse();
    assertThat(hub.count("muster.messages.discarded.oversize")).isEqualTo(1);
  }

  @Test
  void theIntroductionDoesNotMakeAMessageLargerThanItMayBe() {
    int limit = 2_000;
    hub =
        new HubInTests(
            Map.of("max-message-size", "" + limit, "custom-capabilities", "c".repeat(100)), config);
    outbox = outbox();
    KnownAgent agent = reported(complete(1, 1));
    config.want("x".repeat(1_850));
    outbox.owe();
    outbox.markState();
    var _ = outbox.next(null, begun::add); // the answer, and the introduction with it
    outbox.introduceAgain();
    outbox.markState();
    assertThat(silent(agent)).isTrue();
    store();
    ServerMessage offer = Objects.requireNonNull(outbox.next(agent, begun::add));
    assertThat(offer.bodySize()).isGreaterThan(1_850).isLessThan(limit);
    outbox.owe();
    ServerToAgent later = next(agent);
    assertThat(later.getCapabilities()).as("what did not fit is said with the next").isNotZero();
    assertThat(later.getCustomCapabilities().getCapabilitiesCount()).isEqualTo(1);
    assertThat(later.hasRemoteConfig()).isFalse();
  }

  @Test
  void anOfferThatBreaksDoesNotKeepTheOthersAndTheAnswerBack() {
    KnownAgent agent = introduced();
    config.want("a");
    settings.want("wss://elsewhere");
    config.breakFor(uid(1));
    reported(heartbeat(1, 5));
    outbox.owe();
    outbox.markState();
    assertThat(next(agent).getFlags()).as("flags are not lost with it").isEqualTo(FULL_STATE);
    assertThat(begun).hasSize(1);
    store();
    assertThat(next(agent).hasConnectionSettings()).isTrue();
    config.mend();
    reported(complete(1, 6));
    outbox.markState();
    assertThat(silent(agent)).isTrue();
    store();
    assertThat(next(agent).hasRemoteConfig()).isTrue();
  }
}
