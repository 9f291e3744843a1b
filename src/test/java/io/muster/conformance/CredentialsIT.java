package io.muster.conformance;

import static io.muster.conformance.Answers.assertBadRequest;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;

/** AU-6, AU-7: a token that names the agent it was given to. */
@Conformance(
    settings = {
      "muster.agents.authentication=token",
      "muster.agents.tokens.own=0123456789abcdef-own",
      "muster.agents.tokens.group=0123456789abcdef-group",
      "muster.agents.bound-uids.own=0190e0a2-0000-7000-8000-000000000001"
    })
class CredentialsIT {

  private static final String TOKEN = "Authorization: Bearer 0123456789abcdef-own";

  private static final String GROUP = "Authorization: Bearer 0123456789abcdef-group";

  private final ServerUnderTest server;

  CredentialsIT(ServerUnderTest server) {
    this.server = server;
  }

  @OverBothTransports
  @Check("AU-6")
  void aTokenBoundToOneAgentIsRefusedForAnother(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport, TOKEN)) {
      var stranger = agent.uid();
      assertBadRequest(agent.introduce());
      assertThat(server.agent(stranger)).isEmpty();
    }
    try (var agent = Agent.connect(server.endpoint(), transport, TOKEN)) {
      agent.uid(Messages.bytes("0190e0a2000070008000000000000001"));
      assertQuiet(agent.introduce(), agent.uid());
    }
  }

  @OverBothTransports
  @Check("AU-7")
  void aBoundUidIsRefusedToEveryOtherToken(Transport transport) {
    try (var owner = Agent.connect(server.endpoint(), transport, TOKEN);
        var member = Agent.connect(server.endpoint(), transport, GROUP)) {
      owner.uid(Messages.bytes("0190e0a2000070008000000000000001"));
      member.uid(owner.uid());
      assertBadRequest(member.introduce());
      assertQuiet(owner.introduce(), owner.uid());
      member.sequence(owner.sequence());
      assertBadRequest(member.heartbeat());
      assertQuiet(owner.heartbeat(), owner.uid());
    }
  }
}
