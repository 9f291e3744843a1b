package io.muster.conformance;

import static io.muster.conformance.Answers.asksForFullState;
import static io.muster.conformance.Answers.assertAccepted;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ArrayValue;
import io.muster.protocol.proto.KeyValueList;
import io.muster.protocol.proto.RemoteConfigStatus;

/** DE: what agents say of themselves. */
@Conformance
class DescriptionIT {

  private final ServerUnderTest server;

  DescriptionIT(ServerUnderTest server) {
    this.server = server;
  }

  private static AnyValue.Builder value() {
    return AnyValue.newBuilder();
  }

  @OverBothTransports
  @Check("DE-1")
  @Needs(Ability.SEE_AGENTS)
  void attributesOfEveryTypeComeBack(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      var list = ArrayValue.newBuilder().addValues(value().setIntValue(1)).addValues(value());
      var map = KeyValueList.newBuilder().addValues(Messages.attribute("k", "v"));
      var description =
          Messages.description(agent.tag())
              .addIdentifyingAttributes(Messages.attribute("t.text", "käse"))
              .addNonIdentifyingAttributes(Messages.attribute("t.bool", value().setBoolValue(true)))
              .addNonIdentifyingAttributes(Messages.attribute("t.int", value().setIntValue(-7)))
              .addNonIdentifyingAttributes(
                  Messages.attribute("t.big", value().setIntValue(Long.MAX_VALUE)))
              .addNonIdentifyingAttributes(
                  Messages.attribute("t.double", value().setDoubleValue(0.25)))
              .addNonIdentifyingAttributes(
                  Messages.attribute("t.list", value().setArrayValue(list)))
              .addNonIdentifyingAttributes(Messages.attribute("t.map", value().setKvlistValue(map)))
              .addNonIdentifyingAttributes(
                  Messages.attribute(
                      "t.bytes", value().setBytesValue(ByteString.copyFrom(new byte[] {0, -1}))))
              .addNonIdentifyingAttributes(Messages.attribute("t.null", value()));
      assertAccepted(agent.say(agent.complete().setAgentDescription(description)), agent.uid());
      var view = server.agent(agent.uid()).orElseThrow();
      assertThat(view.attribute("t.text").asText()).isEqualTo("käse");
      assertThat(view.attribute("t.bool").isBoolean()).isTrue();
      assertThat(view.attribute("t.bool").asBoolean()).isTrue();
      assertThat(view.attribute("t.int").asLong()).isEqualTo(-7);
      assertThat(view.attribute("t.int").isNumber()).isTrue();
      // Beyond 2^53 JSON numbers lose digits in most clients.
      assertThat(view.attribute("t.big").isTextual()).isTrue();
      assertThat(view.attribute("t.big").asText()).isEqualTo("9223372036854775807");
      assertThat(view.attribute("t.double").asDouble()).isEqualTo(0.25);
      assertThat(view.attribute("t.list").toString()).isEqualTo("[1,null]");
      assertThat(view.attribute("t.map").toString()).isEqualTo("{\"k\":\"v\"}");
      assertThat(view.attribute("t.bytes").asText()).isEqualTo("AP8=");
      assertThat(view.json().path("attributes").has("t.null")).isTrue();
      assertThat(view.attribute("t.null").isNull()).isTrue();
    }
  }

  @OverBothTransports
  @Check({"DE-2", "RC-13"})
  @Needs({Ability.PUSH_CONFIG, Ability.SEE_AGENTS})
  void bothListsSelectAndARepeatedKeyDoesNoHarm(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport);
        var other = Agent.introduced(server.endpoint(), transport)) {
      var identifying = "i" + agent.tag();
      var description =
          Messages.description(agent.tag())
              .addIdentifyingAttributes(Messages.attribute("service.name", "twice"))
              .addIdentifyingAttributes(Messages.attribute("service.instance.id", identifying));
      assertAccepted(agent.say(agent.complete().setAgentDescription(description)), agent.uid());
      assertThat(server.agents(agent.tag())).hasSize(1);
      server.push(agent.tag(), ConfigFiles.unique());
      assertThat(agent.awaitOffer().getInstanceUid()).isEqualTo(agent.uid());
      assertThat(other.listen(Answers.SILENCE)).noneMatch(m -> m.hasRemoteConfig());
    }
  }

  @OverBothTransports
  @Check("DE-3")
  @Needs(Ability.SEE_AGENTS)
  void theServiceInstanceIdMayDifferFromTheUid(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      var other = Messages.text(Messages.newUid());
      var description =
          Messages.description(agent.tag())
              .addIdentifyingAttributes(Messages.attribute("service.instance.id", other));
      assertAccepted(agent.say(agent.complete().setAgentDescription(description)), agent.uid());
      var view = server.agent(agent.uid()).orElseThrow();
      assertThat(view.uid()).isEqualTo(Messages.text(agent.uid()));
      assertThat(view.attribute("service.instance.id").asText()).isEqualTo(other);
    }
  }

  @OverBothTransports
  @Check("DE-4")
  @Needs({Ability.PUSH_CONFIG, Ability.SEE_AGENTS})
  void anAgentWithoutADescriptionIsListedAskedOnceAndConfigured(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport).sequence(1)) {
      var first = agent.message().setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance());
      assertThat(asksForFullState(agent.say(first))).isTrue();
      for (int i = 0; i < 5; i++) {
        assertThat(asksForFullState(agent.heartbeat())).isFalse();
      }
      assertThat(server.agent(agent.uid()).orElseThrow().status()).isEqualTo("connected");
      var pushed = server.pushTo(agent.uid(), ConfigFiles.unique());
      assertThat(pushed.accepted()).as("%s", pushed).isTrue();
      assertThat(agent.awaitOffer().getInstanceUid()).isEqualTo(agent.uid());
    }
  }
}
