package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertBadRequest;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** ID-1 to ID-10: uids, and new ones. */
@Conformance
class IdentityIT {

  private static final int V7 = 7;

  private final ServerUnderTest server;

  IdentityIT(ServerUnderTest server) {
    this.server = server;
  }

  private Agent agent(Transport transport) {
    return Agent.connect(server.endpoint(), transport);
  }

  @OverBothTransports
  @Check({"ID-1", "ID-3"})
  void any16BytesAreAUidAndComeBack(Transport transport) {
    var v7 = Messages.newUid();
    var v4 = v7.substring(0, 6).concat(Messages.bytes("4abc")).concat(v7.substring(8));
    // No UUID variant at all, and no valid UTF-8.
    var arbitrary =
        Messages.bytes("ffee")
            .concat(v7.substring(2, 8))
            .concat(Messages.bytes("0011c3283344ff00"));
    for (var uid : List.of(v7, v4, arbitrary)) {
      try (var agent = agent(transport).uid(uid)) {
        assertQuiet(agent.introduce(), uid);
        assertQuiet(agent.heartbeat(), uid);
      }
    }
  }

  @OverBothTransports
  @Check({"ID-2", "ERR-4", "ERR-5", "ERR-6"})
  void aUidOfAnotherLengthIsABadRequest(Transport transport) {
    for (int length : List.of(0, 1, 15, 17, 36)) {
      try (var agent = agent(transport)) {
        var uid = ByteString.copyFromUtf8("x".repeat(length));
        assertBadRequest(agent.say(agent.message().setInstanceUid(uid)));
        assertQuiet(agent.introduce(), agent.uid());
      }
    }
  }

  @OverBothTransports
  @Check("ID-3")
  @Needs(Ability.PUSH_CONFIG)
  void pushesCarryTheUid(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      server.push(agent.tag(), ConfigFiles.unique());
      assertThat(agent.awaitOffer().getInstanceUid()).isEqualTo(agent.uid());
    }
  }

  @OverBothTransports
  @Check({"ID-4", "ID-5", "ID-6"})
  @Needs(Ability.MUSTER_DECISIONS)
  void anAgentThatAsksGetsANewUidAddressedToTheOldOne(Transport transport) {
    try (var agent = agent(transport)) {
      var answer = agent.say(agent.complete().setFlags(Bits.REQUEST_INSTANCE_UID));
      if (!answer.hasAgentIdentification()) {
        answer = agent.await(ServerToAgent::hasAgentIdentification);
      }
      assertAccepted(answer, agent.uid());
      var fresh = answer.getAgentIdentification().getNewInstanceUid();
      assertUuid7(fresh);
      assertThat(fresh).isNotEqualTo(agent.uid());
      agent.uid(fresh);
      assertQuiet(agent.heartbeat(), fresh);
      assertThat(server.agents(agent.tag()))
          .extracting(AgentView::uid)
          .containsExactly(Messages.text(fresh));
    }
  }

  static void assertUuid7(ByteString uid) {
    assertThat(uid.size()).isEqualTo(16);
    assertThat((uid.byteAt(6) & 0xF0) >> 4).as("version").isEqualTo(V7);
    assertThat((uid.byteAt(8) & 0xC0) >> 6).as("variant").isEqualTo(0b10);
  }

  @OverBothTransports
  @Check({"ID-7", "ID-8"})
  @Needs({Ability.ASSIGN_UID, Ability.SEE_AGENTS})
  void aNewUidTakesEverythingKnownAlong(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      var old = agent.uid();
      server.pushTo(old, ConfigFiles.unique());
      var hash = agent.awaitOffer().getRemoteConfig().getConfigHash();
      var applied = Messages.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED);
      assertQuiet(agent.say(agent.message().setRemoteConfigStatus(applied)), old);

      assertThat(server.assignUid(old).accepted()).isTrue();
      var told = agent.await(ServerToAgent::hasAgentIdentification);
      assertThat(told.getInstanceUid()).isEqualTo(old);
      var fresh = told.getAgentIdentification().getNewInstanceUid();
      assertUuid7(fresh);

      // Go and Java go on counting and do not repeat the description.
      agent.uid(fresh);
      var answer = agent.heartbeat();
      assertQuiet(answer, fresh);
      assertThat(answer.hasRemoteConfig()).isFalse();
      var views = server.agents(agent.tag());
      assertThat(views).extracting(AgentView::uid).containsExactly(Messages.text(fresh));
      assertThat(views.getFirst().reportedStatus()).isEqualTo("APPLIED");
      assertThat(views.getFirst().desiredHash()).isEqualTo(Messages.hex(hash));
    }
  }

  @OverBothTransports
  @Check("ID-8")
  @Needs({Ability.ASSIGN_UID, Ability.SEE_AGENTS})
  void theOldUidIsUnderstoodForAWhile(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      var old = agent.uid();
      server.assignUid(old);
      var told = agent.await(ServerToAgent::hasAgentIdentification);
      var fresh = told.getAgentIdentification().getNewInstanceUid();
      agent.uid(fresh);
      assertQuiet(agent.heartbeat(), fresh);
      // A message that was on its way under the old uid, as the Java client sends it.
      agent.uid(old);
      assertAccepted(agent.heartbeat(), old);
      assertThat(server.agents(agent.tag())).hasSize(1);
    }
  }

  @OverBothTransports
  @Check("ID-9")
  @Needs(Ability.ASSIGN_UID)
  void anAgentThatIgnoresANewUidIsNotOfferedItForEver(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      server.assignUid(agent.uid());
      agent.await(ServerToAgent::hasAgentIdentification);
      int offers = 1;
      boolean last = true;
      for (int i = 0; i < 40; i++) {
        last = agent.heartbeat().hasAgentIdentification();
        offers += last ? 1 : 0;
      }
      assertThat(offers).isLessThanOrEqualTo(10);
      assertThat(last).isFalse();
    }
  }

  @OverBothTransports
  @Check("ID-10")
  @Needs(Ability.MUSTER_DECISIONS)
  void aTextUidOfOldClientsIsEchoedAsItCame(Transport transport) {
    // 26 characters of Crockford's alphabet; the first is at most 7.
    var ulid = "01" + Messages.hex(Messages.newUid()).substring(0, 24).toUpperCase(Locale.ROOT);
    var uid = ByteString.copyFromUtf8(ulid);
    try (var agent = agent(transport).uid(uid)) {
      assertQuiet(agent.introduce(), uid);
      assertQuiet(agent.heartbeat(), uid);
      server.push(agent.tag(), ConfigFiles.unique());
      assertThat(agent.awaitOffer().getInstanceUid()).isEqualTo(uid);
      assertThat(server.agents(agent.tag())).hasSize(1);
      // A new uid would be 16 raw bytes in a text field, which such a client cannot parse.
      var answer = agent.say(agent.message().setFlags(Bits.REQUEST_INSTANCE_UID));
      var heard = agent.listen(SILENCE);
      assertThat(Stream.concat(Stream.of(answer), heard.stream()))
          .filteredOn(ServerToAgent::hasAgentIdentification)
          .allMatch(m -> isText(m.getAgentIdentification().getNewInstanceUid()));
    }
  }

  private static boolean isText(ByteString uid) {
    return uid.toStringUtf8().matches("[0-7][0-9A-HJKMNP-TV-Z]{25}");
  }

  @OverBothTransports
  @Check("ID-10")
  @Needs(Ability.MUSTER_DECISIONS)
  void twentySixCharactersThatAreNoUlidAreABadRequest(Transport transport) {
    try (var agent = agent(transport)) {
      var nonsense = ByteString.copyFromUtf8("!".repeat(26));
      assertBadRequest(agent.say(agent.message().setInstanceUid(nonsense)));
    }
  }
}
