package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.CustomCapabilities;
import io.muster.protocol.proto.CustomMessage;
import io.muster.protocol.proto.ServerToAgent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CM: custom capabilities and messages. */
@Conformance
class CustomMessagesIT {

  private static final String CAPABILITY = "org.example.conformance/v1";
  private static final ByteString DATA = ByteString.copyFrom(new byte[] {0, 1, -1});

  private final ServerUnderTest server;

  CustomMessagesIT(ServerUnderTest server) {
    this.server = server;
  }

  private Agent talkative(Transport transport) {
    var agent = Agent.connect(server.endpoint(), transport);
    agent.say(agent.complete().setCustomCapabilities(capabilities(CAPABILITY)));
    return agent;
  }

  private static CustomCapabilities.Builder capabilities(String... names) {
    return CustomCapabilities.newBuilder().addAllCapabilities(List.of(names));
  }

  @OverBothTransports
  @Check("CM-1")
  @Needs(Ability.MUSTER_DECISIONS)
  void aServerWithoutCustomCapabilitiesSendsNoList(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      assertThat(agent.introduce().hasCustomCapabilities()).isFalse();
    }
  }

  @OverBothTransports
  @Check({"CM-3", "CM-4"})
  @Needs(Ability.COMMAND_AGENTS)
  void onlyWhatTheAgentListsNowIsSent(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      assertThat(send(agent, CAPABILITY, "1").status()).isEqualTo(409);
      agent.say(agent.message().setCustomCapabilities(capabilities(CAPABILITY)));
      assertThat(send(agent, CAPABILITY, "2").accepted()).isTrue();
      var message = agent.await(ServerToAgent::hasCustomMessage).getCustomMessage();
      assertThat(message.getCapability()).isEqualTo(CAPABILITY);
      assertThat(message.getType()).isEqualTo("2");
      assertThat(message.getData()).isEqualTo(DATA);
      assertThat(send(agent, "org.example.other", "3").status()).isEqualTo(409);
      agent.say(agent.message().setCustomCapabilities(capabilities("org.example.other")));
      assertThat(send(agent, CAPABILITY, "4").status()).isEqualTo(409);
      agent.say(agent.message().setCustomCapabilities(capabilities()));
      assertThat(send(agent, "org.example.other", "5").status()).isEqualTo(409);
      assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasCustomMessage);
    }
  }

  private Outcome send(Agent agent, String capability, String type) {
    return server.sendCustom(agent.uid(), capability, type, DATA);
  }

  @OverBothTransports
  @Check("CM-5")
  void aMessageOfAnUnknownCapabilityDoesNoHarm(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      for (var name : List.of("org.nobody.knows", "", "no dots")) {
        var unknown = CustomMessage.newBuilder().setCapability(name).setType("t").setData(DATA);
        assertQuiet(agent.say(agent.message().setCustomMessage(unknown)), agent.uid());
      }
    }
  }

  @Test
  @Check("CM-7")
  @Needs(Ability.COMMAND_AGENTS)
  void overHttpEachAnswerHasOneInOrder() {
    try (var agent = talkative(Transport.HTTP)) {
      for (var type : List.of("1", "2", "3")) {
        assertThat(send(agent, CAPABILITY, type).accepted()).isTrue();
      }
      var types = new ArrayList<String>();
      for (int i = 0; i < 5; i++) {
        types.add(agent.heartbeat().getCustomMessage().getType());
      }
      assertThat(types).containsExactly("1", "2", "3", "", "");
    }
  }

  @Test
  @Check("CM-4")
  @Needs(Ability.COMMAND_AGENTS)
  void overWebSocketTheyArriveInOrder() {
    try (var agent = talkative(Transport.WEBSOCKET)) {
      for (int i = 0; i < 10; i++) {
        assertThat(send(agent, CAPABILITY, "n" + i).accepted()).isTrue();
      }
      for (int i = 0; i < 10; i++) {
        var message = agent.await(ServerToAgent::hasCustomMessage);
        assertThat(message.getCustomMessage().getType()).isEqualTo("n" + i);
      }
    }
  }
}
