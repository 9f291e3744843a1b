package io.muster.fleet;

import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static io.muster.fleet.FleetHarness.status;
import static io.muster.protocol.proto.RemoteConfigStatuses.RemoteConfigStatuses_APPLIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentSelector;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.fleet.FleetHarness.ConfigUnderTest;
import io.muster.freeze.Freezes.Which;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SEMANTICS 36, where offers are decided: whatever the kind. */
class FrozenOffersTest {

  private static final ContentHash A = ConfigUnderTest.hash("a");

  private final FleetHarness harness = new FleetHarness();

  private void freeze(String selector) {
    var _ = harness.freezes.freeze(AgentSelector.parse(selector), "holidays", "ops");
  }

  private void unfreeze() {
    var _ = harness.freezes.lift(new Which.All(), "ops");
  }

  private KnownAgent agentThatWants(ContentHash hash) {
    KnownAgent agent = harness.accepted(complete(1));
    harness.config.want(hash);
    return agent;
  }

  private Attempt attempt(KnownAgent agent) {
    return agent.state().facts().attempts().find(OfferKind.CONFIG, A).orElseThrow();
  }

  @Test
  void nothingIsOfferedInAFreezeAndAllIsAfterIt() {
    KnownAgent agent = agentThatWants(A);
    freeze("");
    assertThat(harness.offers().decide(agent, harness.config))
        .isInstanceOf(OfferDecision.Wait.class);
    assertThat(harness.offered(agent)).isNull();
    assertThat(agent.state().facts().attempts().list()).isEmpty();
    unfreeze();
    assertThat(harness.offered(agent)).isEqualTo(A);
  }

  @Test
  void aKindThatNobodyThoughtOfIsStoppedAsWell() {
    OfferUnderTest other = new OfferUnderTest();
    harness.kinds.add(other);
    KnownAgent agent = harness.accepted(complete(1));
    freeze("");
    assertThat(harness.offered(agent, other)).isNull();
    unfreeze();
    assertThat(harness.offered(agent, other)).isEqualTo(OfferUnderTest.HASH);
  }

  @Test
  void onlyWhomTheSelectorMatchesIsFrozen() {
    KnownAgent agent = agentThatWants(A);
    harness.label(agent, Map.of("env", "dev"));
    freeze("env=prod");
    assertThat(harness.offered(agent)).isEqualTo(A);
    harness.label(agent, Map.of("env", "prod"));
    harness.config.want(ConfigUnderTest.hash("b"));
    assertThat(harness.offered(agent)).isNull();
  }

  @Test
  void whatIsTakenBackGoesOut() {
    KnownAgent agent = agentThatWants(A);
    freeze("");
    harness.config.goesBack = true;
    assertThat(harness.offered(agent)).isEqualTo(A);
  }

  @Test
  void whatWasBegunBeforeTheFreezeIsNotSentInIt() {
    KnownAgent agent = agentThatWants(A);
    OfferDecision.Begin begin =
        (OfferDecision.Begin) harness.offers().advance(agent, harness.config);
    harness
        .offers()
        .begin(List.of(new OfferScheduler.Beginning(agent, OfferKind.CONFIG, begin.due())))
        .join();
    freeze("");
    assertThat(harness.offered(agent)).isNull();
    harness.pass(Duration.ofDays(7));
    unfreeze();
    assertThat(harness.offered(agent)).isEqualTo(A);
    assertThat(attempt(agent).tries()).isEqualTo(1);
  }

  @Test
  void whatIsNotAnsweredIsNeitherRepeatedNorGivenUpInAFreeze() {
    KnownAgent agent = agentThatWants(A);
    for (int i = 0; i < 3; i++) {
      assertThat(harness.offered(agent)).isEqualTo(A);
      if (i < 2) {
        harness.pass(Duration.ofSeconds(61));
      }
    }
    freeze("");
    harness.pass(Duration.ofDays(7));
    assertThat(harness.offered(agent)).isNull();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.OFFERED);
    unfreeze();
    assertThat(harness.offered(agent)).isNull();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.NO_ANSWER);
  }

  @Test
  void answersCountInAFreeze() {
    KnownAgent agent = agentThatWants(A);
    assertThat(harness.offered(agent)).isEqualTo(A);
    freeze("");
    var _ =
        harness.accepted(message(2).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLIED)));
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.APPLIED);
  }
}
