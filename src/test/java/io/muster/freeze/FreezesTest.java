package io.muster.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.agent.AgentFacts;
import io.muster.agent.AgentSelector;
import io.muster.agent.AgentState;
import io.muster.agent.Labels;
import io.muster.agent.Reported;
import io.muster.cluster.Hints;
import io.muster.failure.InvalidInput;
import io.muster.freeze.Freezes.FreezeOutcome;
import io.muster.freeze.Freezes.LiftOutcome;
import io.muster.freeze.Freezes.Which;
import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SEMANTICS 36: what is frozen, and what that stops. */
class FreezesTest {

  private static final AgentSelector PROD = AgentSelector.parse("env=prod,region!=us");

  private Instant now = Instant.parse("2026-11-30T00:00:00Z");
  private final InMemoryFreezeStore store = new InMemoryFreezeStore();
  private final Freezes freezes = FreezesInTests.on(store, () -> now);
  private final AgentState prod = agent(Map.of("env", "prod"));
  private final AgentState dev = agent(Map.of("env", "dev"));

  private static AgentState agent(Map<String, String> labels) {
    InstanceUid uid = new InstanceUid(1, labels.hashCode());
    return new AgentState(
        uid, Reported.NOTHING, new Labels(labels), AgentFacts.of(uid, Instant.EPOCH));
  }

  private Freeze freeze(AgentSelector selector, String reason) {
    FreezeOutcome outcome = freezes.freeze(selector, reason, "ops");
    assertThat(outcome).isInstanceOf(FreezeOutcome.Frozen.class);
    return ((FreezeOutcome.Frozen) outcome).freeze();
  }

  @Test
  void aFreezeStopsChangesAndCommandsAndNothingElse() {
    freeze(AgentSelector.ALL, "holidays");
    assertThat(freezes.stops(prod, Outgoing.CHANGE)).isTrue();
    assertThat(freezes.stops(prod, Outgoing.COMMAND)).isTrue();
    assertThat(freezes.stops(prod, Outgoing.TAKING_BACK)).isFalse();
    assertThat(freezes.stops(prod, Outgoing.PROTOCOL)).isFalse();
  }

  @Test
  void aFreezeHoldsForWhomItsSelectorMatches() {
    Freeze freeze = freeze(PROD, "holidays");
    assertThat(freezes.of(prod)).contains(freeze);
    assertThat(freezes.of(dev)).isEmpty();
    assertThat(freezes.stops(dev, Outgoing.CHANGE)).isFalse();
    assertThat(freezes.ofAll()).isEmpty();
  }

  @Test
  void anAgentIsFrozenWhileAnyFreezeHoldsForIt() {
    freeze(PROD, "holidays");
    freeze(AgentSelector.ALL, "incident");
    assertThat(freezes.lift(new Which.By(AgentSelector.ALL), "ops"))
        .isInstanceOf(LiftOutcome.Lifted.class);
    assertThat(freezes.stops(prod, Outgoing.CHANGE)).isTrue();
    assertThat(freezes.stops(dev, Outgoing.CHANGE)).isFalse();
  }

  @Test
  void theSameAgainChangesNothing() {
    Freeze first = freeze(PROD, "holidays");
    now = now.plusSeconds(60);
    AgentSelector inAnotherOrder = AgentSelector.parse("region != us, env == prod");
    assertThat(freezes.freeze(inAnotherOrder, " holidays ", "somebody"))
        .isEqualTo(new FreezeOutcome.Frozen(first, false));
    assertThat(freezes.all()).containsExactly(first);
  }

  @Test
  void nobodyChangesAnothersFreezeUnawares() {
    Freeze first = freeze(PROD, "holidays");
    assertThat(freezes.freeze(PROD, "incident", "somebody"))
        .isEqualTo(new FreezeOutcome.Differs(first));
    assertThat(freezes.all()).containsExactly(first);
  }

  @Test
  void theOnlyFreezeIsLiftedWithoutNamingIt() {
    Freeze only = freeze(PROD, "holidays");
    assertThat(freezes.lift(new Which.Only(), "ops"))
        .isEqualTo(new LiftOutcome.Lifted(List.of(only)));
    assertThat(freezes.stops(prod, Outgoing.CHANGE)).isFalse();
  }

  @Test
  void whoNamesNoneLiftsThatOfAllAgentsBesideOthers() {
    Freeze prods = freeze(PROD, "holidays");
    Freeze alls = freeze(AgentSelector.ALL, "incident");
    assertThat(freezes.lift(new Which.Only(), "ops"))
        .isEqualTo(new LiftOutcome.Lifted(List.of(alls)));
    assertThat(freezes.all()).containsExactly(prods);
  }

  @Test
  void whichOfSeveralIsLiftedHasToBeSaid() {
    Freeze prods = freeze(PROD, "holidays");
    Freeze alls = freeze(AgentSelector.parse("env=stage"), "incident");
    assertThat(freezes.lift(new Which.Only(), "ops"))
        .isEqualTo(new LiftOutcome.Several(List.of(prods, alls)));
    assertThat(freezes.lift(new Which.By(AgentSelector.parse("env=dev")), "ops"))
        .isEqualTo(new LiftOutcome.NotFrozen(List.of(prods, alls)));
    assertThat(freezes.lift(new Which.All(), "ops"))
        .isEqualTo(new LiftOutcome.Lifted(List.of(prods, alls)));
    assertThat(freezes.all()).isEmpty();
    assertThat(freezes.lift(new Which.Only(), "ops"))
        .isEqualTo(new LiftOutcome.NotFrozen(List.of()));
  }

  @Test
  void aFreezeOutlivesTheProcess() {
    Freeze freeze = freeze(PROD, "holidays");
    Freezes next = FreezesInTests.on(store, () -> now);
    assertThat(next.all()).containsExactly(freeze);
    assertThat(next.changedAt()).isEqualTo(now);
  }

  @Test
  void everythingIsFrozenUntilItIsKnownWhatIs() {
    store.away(true);
    Freezes next = FreezesInTests.on(store, () -> now);
    assertThat(next.known()).isFalse();
    assertThat(next.stops(dev, Outgoing.CHANGE)).isTrue();
    assertThat(next.stops(dev, Outgoing.TAKING_BACK)).isFalse();
    store.away(false);
    next.reread();
    assertThat(next.stops(dev, Outgoing.CHANGE)).isFalse();
  }

  @Test
  void whatAnotherInstanceFrozeIsInForceAfterReading() {
    Freezes other = FreezesInTests.on(store, () -> now);
    List<String> told = new ArrayList<>();
    other.onChange(() -> told.add("changed"));
    freeze(PROD, "holidays");
    assertThat(other.stops(prod, Outgoing.CHANGE)).isFalse();
    other.reread();
    other.reread();
    assertThat(other.stops(prod, Outgoing.CHANGE)).isTrue();
    assertThat(told).hasSize(1);
  }

  @Test
  void theOtherInstancesAreToldOfEachChange() {
    List<String> topics = new ArrayList<>();
    Hints hints =
        new Hints() {
          @Override
          public void changed(String topic, long generation) {
            topics.add(topic + " " + generation);
          }

          @Override
          public void changed(String topic) {
            topics.add(topic);
          }
        };
    Freezes told = new Freezes(store, hints, () -> now);
    var _ = told.freeze(PROD, "holidays", "ops");
    var _ = told.freeze(PROD, "holidays", "ops");
    var _ = told.lift(new Which.All(), "ops");
    assertThat(topics).containsExactly("freezes 1", "freezes 2");
  }

  @Test
  void aFreezeNeedsAReasonOfReasonableLength() {
    assertThatThrownBy(() -> freezes.freeze(PROD, "  ", "ops")).isInstanceOf(InvalidInput.class);
    assertThatThrownBy(() -> freezes.freeze(PROD, "x".repeat(1_001), "ops"))
        .isInstanceOf(InvalidInput.class);
    assertThat(freezes.all()).isEmpty();
  }

  @Test
  void thereAreOnlySoManyFreezes() {
    for (int i = 0; i < ActiveFreezes.MAX_FREEZES; i++) {
      freeze(AgentSelector.parse("n=" + i), "each by itself");
    }
    assertThat(freezes.freeze(PROD, "holidays", "ops")).isInstanceOf(FreezeOutcome.TooMany.class);
  }
}
