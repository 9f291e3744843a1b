package io.muster.conformance;

import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.ConnectionSettingsStatus;
import io.muster.protocol.proto.PackageStatus;
import io.muster.protocol.proto.PackageStatuses;
import io.muster.protocol.proto.RemoteConfigStatus;

/** IN: agents that are newer than the server. */
@Conformance
class InteroperabilityIT {

  private final ServerUnderTest server;

  InteroperabilityIT(ServerUnderTest server) {
    this.server = server;
  }

  @OverBothTransports
  @Check("IN-1")
  void unknownFieldsAreIgnored(Transport transport) {
    var field =
        UnknownFieldSet.Field.newBuilder()
            .addVarint(7)
            .addFixed64(8)
            .addFixed32(9)
            .addLengthDelimited(ByteString.copyFromUtf8("ten"))
            .addGroup(UnknownFieldSet.newBuilder().build())
            .build();
    var unknown = UnknownFieldSet.newBuilder().addField(200, field).build();
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      var description = Messages.description(agent.tag()).setUnknownFields(unknown);
      var message = agent.complete().setUnknownFields(unknown).setAgentDescription(description);
      assertQuiet(agent.say(message), agent.uid());
      assertQuiet(agent.say(agent.message().setUnknownFields(unknown)), agent.uid());
    }
  }

  @OverBothTransports
  @Check("IN-2")
  void reservedBitsOfTheServerAreZeroAndThoseOfAgentsAreIgnored(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      var answer = agent.say(agent.complete().setFlags(~Bits.REQUEST_INSTANCE_UID));
      assertQuiet(answer, agent.uid());
      assertThat(answer.getCapabilities() & ~Bits.DEFINED_SERVER_BITS).isZero();
    }
  }

  @OverBothTransports
  @Check("IN-3")
  void unknownEnumValuesAreTolerated(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      var hash = ByteString.copyFromUtf8("h");
      var config = RemoteConfigStatus.newBuilder().setLastRemoteConfigHash(hash).setStatusValue(77);
      var connection =
          ConnectionSettingsStatus.newBuilder()
              .setLastConnectionSettingsHash(hash)
              .setStatusValue(77);
      var packages =
          PackageStatuses.newBuilder()
              .putPackages("p", PackageStatus.newBuilder().setName("q").setStatusValue(9).build());
      assertQuiet(agent.say(agent.message().setRemoteConfigStatus(config)), agent.uid());
      assertQuiet(agent.say(agent.message().setConnectionSettingsStatus(connection)), agent.uid());
      assertQuiet(agent.say(agent.message().setPackageStatuses(packages)), agent.uid());
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @OverBothTransports
  @Check("IN-3")
  @Needs(Ability.SEE_AGENTS)
  void anAgentWithAnUnknownStatusIsStillShown(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      var status =
          RemoteConfigStatus.newBuilder()
              .setLastRemoteConfigHash(ByteString.copyFromUtf8("h"))
              .setStatusValue(77);
      agent.say(agent.message().setRemoteConfigStatus(status));
      var view = server.agent(agent.uid()).orElseThrow();
      assertThat(view.status()).isEqualTo("connected");
      assertThat(view.reportedStatus()).isNotIn("APPLIED", "APPLYING", "FAILED");
    }
  }
}
