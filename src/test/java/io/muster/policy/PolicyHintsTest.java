package io.muster.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.config.ConfigReference;
import io.muster.config.Versioned;
import io.muster.fleet.Connections;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OutgoingMessage;
import io.muster.fleet.TestFleet;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom a change of policy reaches before all others. */
class PolicyHintsTest {

  private static final ConfigReference TO = ConfigReference.parse("prod@2");
  private static final InstanceUid RUNS_IT = new InstanceUid(1, 1);
  private static final InstanceUid WAS_SENT_IT = new InstanceUid(1, 2);
  private static final InstanceUid NEVER_HAD_IT = new InstanceUid(1, 3);

  private final World world = new World();
  private final TestFleet agents = new TestFleet();
  private final PolicyHints delivery = new PolicyHints();
  private Predicate<KnownAgent> first = agent -> false;

  private final Connections connections =
      new Connections() {
        @Override
        public void reconcile(InstanceUid uid) {}

        @Override
        public void reconcileAll(Predicate<KnownAgent> some) {
          first = some;
        }

        @Override
        public Delivery restart(InstanceUid uid) {
          return Delivery.NOT_CONNECTED;
        }

        @Override
        public Delivery send(InstanceUid uid, OutgoingMessage message) {
          return Delivery.NOT_CONNECTED;
        }

        @Override
        public void close(InstanceUid uid, String reason) {}
      };

  @BeforeEach
  void aRolloutHasGivenHalfOfThemAnotherConfig() {
    var _ = world.put("prod", "a: 1");
    var _ = world.put("prod", "a: 2");
    var _ = world.target("all", "", "prod@1", 100);
    ContentHash hash = world.newest("prod").hash();
    agent(RUNS_IT, new OfferStatus(hash, OfferStatus.State.APPLIED, ""), Attempts.NONE);
    agent(
        WAS_SENT_IT,
        null,
        Attempts.NONE.offered(
            OfferKind.CONFIG, hash, "prod@2", 1, TestFleet.NOW, Duration.ofSeconds(60)));
    agent(NEVER_HAD_IT, null, Attempts.NONE);
    agents.load(3);
    changed(target ->
        target.withSplit(new Split("all-1", TO, 5_000, List.of(), Set.of(), Set.of()), null));
  }

  private void agent(InstanceUid uid, @Nullable OfferStatus status, Attempts attempts) {
    AgentCapabilities managed = AgentCapabilities.of(AgentCapability.ACCEPTS_REMOTE_CONFIG);
    agents.store(
        uid,
        new Reported(managed, null, null, null, status, null, null, List.of(), null),
        Map.of(),
        attempts);
  }

  private void changed(UnaryOperator<Target> change) {
    Versioned<Target> stored = world.targets.stored("all").orElseThrow();
    assertThat(world.targets.steer(stored, change.apply(stored.value()), "all-1")).isTrue();
    delivery.deliver(world.policies.current(), connections);
  }

  private List<InstanceUid> first() {
    return agents.fleet().agents().stream()
        .filter(first)
        .map(agent -> agent.state().uid())
        .sorted()
        .toList();
  }

  @Test
  void thoseThatAConfigIsTakenBackFromComeFirst() {
    assertThat(first()).isEmpty();
    changed(target -> target.takenBack(null));
    assertThat(first()).containsExactly(RUNS_IT, WAS_SENT_IT);
    delivery.deliver(world.policies.current(), connections);
    assertThat(first()).as("once").isEmpty();
  }

  @Test
  void alsoWhenTheTargetIsStillTheRolloutsOrAnothers() {
    changed(target -> target.withSplit(Split.none("all-2", TO), null));
    assertThat(first()).containsExactly(RUNS_IT, WAS_SENT_IT);
  }

  @Test
  void nobodyComesFirstWhenTheConfigStays() {
    changed(target ->
        target.withSplit(new Split("all-1", TO, 10_000, List.of(), Set.of(), Set.of()), null));
    assertThat(first()).isEmpty();
    changed(target -> target.succeeded(TO, "all-1"));
    assertThat(first()).isEmpty();
  }
}
