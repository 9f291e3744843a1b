package io.muster.session;

import static io.muster.session.HubInTests.complete;
import static io.muster.session.HubInTests.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.protocol.InstanceUid;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Uids that belong to a token, and everybody else's. */
class UidBindingsTest {

  private static final Map<String, String> TWO =
      Map.of(
          "tokens.own", "0123456789abcdef-own",
          "tokens.other", "0123456789abcdef-other",
          "tokens.group", "0123456789abcdef-group",
          "bound-uids.own", uid(1).toString(),
          "bound-uids.other", uid(2).toString());

  private final HubInTests hub = new HubInTests(TWO);
  private final UidBindings bindings = new UidBindings(hub.settings, hub.fleet.fleet());

  @Test
  void aBoundUidIsRefusedToEveryOtherToken() {
    assertThat(bindings.allow(uid(1), uid(1))).isTrue();
    assertThat(bindings.allow(null, uid(1))).as("of a group").isFalse();
    assertThat(bindings.allow(uid(2), uid(1))).as("of another agent").isFalse();
    assertThat(bindings.allow(null, uid(3))).isTrue();
    assertThat(bindings.allow(uid(1), uid(3))).isFalse();
  }

  @Test
  void soIsTheUidThatItsAgentWasGivenSince() {
    HubInTests unbound = new HubInTests();
    unbound.open().say(complete(1, 1));
    InstanceUid given = unbound.fleet.fleet().assignNewUid(unbound.agent(1)).join();
    UidBindings later = new UidBindings(hub.settings, unbound.fleet.fleet());
    assertThat(later.allow(uid(1), given)).isTrue();
    assertThat(later.allow(null, given)).isFalse();
    assertThat(later.allow(uid(2), given)).isFalse();
    assertThat(later.allow(uid(1), uid(1))).isTrue();
  }

  @Test
  void aGroupsTokenCannotSpeakForABoundAgentOnASocket() {
    SocketInTests socket = hub.open();
    socket.say(complete(1, 1));
    assertThat(socket.answer().getErrorResponse().getErrorMessage())
        .isEqualTo("this credential belongs to another instance_uid");
    assertThat(hub.fleet.fleet().size()).isZero();
  }

  @Test
  void aTokenCountsAlsoWhereNoneIsAskedFor() {
    AgentAuthentication authentication = new AgentAuthentication(hub.settings);
    assertThat(authentication.check("Bearer 0123456789abcdef-own"))
        .isEqualTo(new AgentAuthentication.Admitted(uid(1)));
    assertThat(authentication.check("Bearer 0123456789abcdef-group"))
        .isEqualTo(new AgentAuthentication.Admitted(null));
    assertThat(authentication.check(null)).isEqualTo(new AgentAuthentication.Admitted(null));
  }

  @Test
  void aUidBoundToNoTokenIsRefusedAtTheStart() {
    AgentSettings settings = HubInTests.settings(Map.of("bound-uids.own", uid(1).toString()));
    assertThatThrownBy(() -> new AgentAuthentication(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("muster.agents.tokens.own=<token>");
  }
}
