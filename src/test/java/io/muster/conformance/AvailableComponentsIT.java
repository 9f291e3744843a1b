package io.muster.conformance;

import static io.muster.conformance.Answers.asksForComponents;
import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentDetails;
import io.muster.protocol.proto.ServerToAgent;

/** AC: the handshake by hash. */
@Conformance
@Needs(Ability.MUSTER_DECISIONS)
class AvailableComponentsIT {

  private static final long BITS = Bits.CONFIGURABLE | Bits.REPORTS_AVAILABLE_COMPONENTS;

  private final ServerUnderTest server;

  AvailableComponentsIT(ServerUnderTest server) {
    this.server = server;
  }

  private Agent agent(Transport transport) {
    return Agent.connect(server.endpoint(), transport).capabilities(BITS);
  }

  private static AvailableComponents.Builder hashOnly(ByteString hash) {
    return AvailableComponents.newBuilder().setHash(hash);
  }

  private static AvailableComponents.Builder tree(ByteString hash, String name) {
    var otlp =
        ComponentDetails.newBuilder().addMetadata(Messages.attribute("code.namespace", name));
    var receivers = ComponentDetails.newBuilder().putSubComponentMap("otlp", otlp.build());
    return hashOnly(hash).putComponents("receivers", receivers.build());
  }

  private static ServerToAgent introduce(Agent agent, AvailableComponents.Builder components) {
    return agent.say(agent.complete().setAvailableComponents(components));
  }

  private String known(Agent agent) {
    return server.agent(agent.uid()).orElseThrow().json().toString();
  }

  @OverBothTransports
  @Check({"AC-1", "AC-2", "AC-3", "AC-5"})
  void anUnknownHashIsAskedForOnceAndThenSharedByAll(Transport transport) {
    var hash = Messages.newUid();
    try (var first = agent(transport);
        var second = agent(transport)) {
      var answer = introduce(first, hashOnly(hash));
      assertAccepted(answer, first.uid());
      assertThat(asksForComponents(answer)).isTrue();
      for (int i = 0; i < 5; i++) {
        assertThat(asksForComponents(first.heartbeat())).isFalse();
      }
      var full = first.message().setAvailableComponents(tree(hash, "shared-" + first.tag()));
      assertQuiet(first.say(full), first.uid());
      assertThat(known(first)).contains("shared-" + first.tag(), "receivers", "otlp");
      assertQuiet(introduce(second, hashOnly(hash)), second.uid());
      assertThat(known(second)).contains("shared-" + first.tag());
    }
  }

  @OverBothTransports
  @Check("AC-5")
  void anotherHashReplacesTheTree(Transport transport) {
    try (var agent = agent(transport)) {
      var before = "before-" + agent.tag();
      var after = "after-" + agent.tag();
      assertQuiet(introduce(agent, tree(Messages.newUid(), before)), agent.uid());
      assertThat(known(agent)).contains(before);
      var replaced = agent.message().setAvailableComponents(tree(Messages.newUid(), after));
      assertQuiet(agent.say(replaced), agent.uid());
      assertThat(known(agent)).contains(after).doesNotContain(before);
      var unknown = agent.message().setAvailableComponents(hashOnly(Messages.newUid()));
      assertThat(asksForComponents(agent.say(unknown))).isTrue();
    }
  }

  @OverBothTransports
  @Check("AC-4")
  void agentsWithoutTheCapabilityAreNeverAsked(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      assertQuiet(introduce(agent, hashOnly(Messages.newUid())), agent.uid());
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }
}
