package io.muster.rollout;

import static io.muster.rollout.TestRollouts.FROM;
import static io.muster.rollout.TestRollouts.TO;
import static io.muster.rollout.TestRollouts.stage;
import static io.muster.rollout.TestRollouts.strategy;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempts;
import io.muster.agent.Health;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.TestFleet;
import io.muster.policy.Fallbacks;
import io.muster.policy.World;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a look at the fleet makes of what agents say and are. */
class FleetLookTest {

  private static final InstanceUid UID = new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final TestFleet agents = new TestFleet();
  private final World world = new World();
  private final Rollout rollout = probing();
  private final ContentHash hash = rollout.hash();

  /** A rollout whose only agent is its probe. */
  private Rollout probing() {
    var _ = world.put("prod", "a: 1\n");
    var _ = world.put("prod", "a: 2\n");
    var _ = world.target("prod", "", FROM.toString(), 100);
    Rollout pending =
        Rollout.pending(
            "prod-1",
            "prod",
            FROM,
            TO,
            world.newest("prod").hash(),
            strategy(stage(100, 5)),
            "ops",
            TestFleet.NOW);
    StagePosition place = pending.progress().place().probing(Set.of(UID));
    Rollout probing =
        pending.with(pending.progress().in(RolloutState.RUNNING).at(place), TestFleet.NOW);
    var target = world.targets.stored("prod").orElseThrow();
    assertThat(world.targets.steer(target, probing.steered(target.value()), "prod-1")).isTrue();
    return probing;
  }

  private Attempts offered(Instant at) {
    return Attempts.NONE.offered(OfferKind.CONFIG, hash, "prod@2", 1, at, TIMEOUT);
  }

  private void agent(Attempts attempts) {
    agent(attempts, null);
  }

  private void agent(Attempts attempts, @Nullable Health health) {
    AgentCapabilities managed =
        AgentCapabilities.of(
            AgentCapability.ACCEPTS_REMOTE_CONFIG, AgentCapability.REPORTS_REMOTE_CONFIG);
    Reported reported =
        new Reported(managed, null, health, null, null, null, null, List.of(), null);
    agents.store(UID, reported, Map.of(), attempts);
  }

  private FleetObserver observer() {
    return new FleetObserver(
        agents.fleet(),
        agents.settings(),
        world.policies,
        new Fallbacks(world.resolver, world.policies, () -> TestFleet.NOW),
        agents.freezes(),
        () -> true,
        Duration.ofSeconds(10));
  }

  @Test
  void aProbeThatWasSentTheConfigAndIsAwayIsWaitedForAndLostAfterTwoMinutes() {
    agent(offered(TestFleet.NOW));
    agents.load(0);
    FleetObserver observer = observer();
    Observation first = observer.of(rollout).orElseThrow();
    assertThat(first.probesPending()).isEqualTo(1);
    assertThat(first.probesLost()).isZero();
    agents.pass(Duration.ofSeconds(121));
    Observation later = observer.of(rollout).orElseThrow();
    assertThat(later.probesPending()).isZero();
    assertThat(later.probesEnded()).isZero();
    assertThat(later.probesLost()).isEqualTo(1);
  }

  @Test
  void whatAnAgentSaysThatNobodyCouldVerifyIsNoProof() {
    agent(
        offered(TestFleet.NOW)
            .answered(
                OfferKind.CONFIG,
                new OfferStatus(hash, OfferStatus.State.FAILED, "refused"),
                TestFleet.NOW));
    agents.load(1);
    FleetObserver observer = observer();
    assertThat(observer.of(rollout).orElseThrow().probesEnded()).isEqualTo(1);
    agents.unverified(UID);
    Observation unverified = observer.of(rollout).orElseThrow();
    assertThat(unverified.probesEnded()).isZero();
    assertThat(unverified.probesPending()).isEqualTo(1);
    assertThat(unverified.offered().failed()).isZero();
  }

  /** Applied before it took connection settings, and unwell in what it says since. */
  private Attempts takingSettings(boolean settings) {
    Attempts applied =
        offered(TestFleet.NOW)
            .answered(
                OfferKind.CONFIG,
                new OfferStatus(hash, OfferStatus.State.APPLIED, ""),
                TestFleet.NOW);
    return settings
        ? applied.offered(
            OfferKind.CONNECTION,
            ContentHash.sha256(ByteString.copyFromUtf8("settings")),
            "eu",
            2,
            TestFleet.NOW.plusSeconds(1),
            TIMEOUT)
        : applied;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSupervisorThatIsUnwellBecauseItTookSettingsIsNotCountedAsUnhealthy(boolean settings) {
    Health silent = Health.of(ComponentHealth.newBuilder().setHealthy(false).build());
    agent(takingSettings(settings), silent);
    agents.load(1);
    FleetObserver observer = observer();
    for (int i = 0; i <= 6; i++) {
      var _ = observer.of(rollout);
      agents.pass(Duration.ofSeconds(2));
    }
    Observation seen = observer.of(rollout).orElseThrow();
    assertThat(seen.offered().unhealthy()).isZero();
    assertThat(seen.harmed()).as("it has come to an end").hasSize(settings ? 0 : 1);
  }

  @Test
  void whatItSaysOfItselfIsReadAsItStandsIfItHasAReason() {
    Health reason =
        Health.of(
            ComponentHealth.newBuilder().setHealthy(false).setLastError("port in use").build());
    agent(takingSettings(true), reason);
    agents.load(1);
    FleetObserver observer = observer();
    for (int i = 0; i <= 6; i++) {
      var _ = observer.of(rollout);
      agents.pass(Duration.ofSeconds(2));
    }
    assertThat(observer.of(rollout).orElseThrow().harmed()).hasSize(1);
  }

  @Test
  void aProbeThatLeftBeforeItWasSentTheConfigIsNotLostToIt() {
    agent(Attempts.NONE);
    agents.load(0);
    FleetObserver observer = observer();
    agents.pass(Duration.ofSeconds(121));
    Observation seen = observer.of(rollout).orElseThrow();
    assertThat(seen.probesPending()).isZero();
    assertThat(seen.probesLost()).isZero();
  }

  /** It had applied the config, then this instance was to end, or the agent just left. */
  private FleetObserver appliedAndGone(boolean instanceEnds) {
    agent(takingSettings(false));
    agents.load(1);
    FleetObserver observer = observer();
    agents.pass(Duration.ofSeconds(1));
    KnownAgent agent = agents.fleet().find(UID).orElseThrow();
    assertThat(agent.heartbeat(1, 8, 0, agents.fleet().now().toEpochMilli())).isTrue();
    if (instanceEnds) {
      agents.fleet().ends();
    }
    agents.fleet().disconnected(agent, 1);
    return observer;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAgentIsNotHarmedByTheEndOfItsInstanceWhileItMayComeBack(boolean instanceEnds) {
    FleetObserver observer = appliedAndGone(instanceEnds);
    for (int second = 0; second < 60; second += 2) {
      var _ = observer.of(rollout);
      agents.pass(Duration.ofSeconds(2));
    }
    Observation seen = observer.of(rollout).orElseThrow();
    assertThat(seen.harmed()).hasSize(instanceEnds ? 0 : 1);
    assertThat(seen.offered().failed()).isEqualTo(instanceEnds ? 0 : 1);
    assertThat(seen.probesPending()).isEqualTo(instanceEnds ? 1 : 0);
  }

  @Test
  void oneThatHasNotComeBackAfterTwoMinutesIsAway() {
    FleetObserver observer = appliedAndGone(true);
    agents.pass(Duration.ofSeconds(121));
    for (int second = 0; second < 20; second += 2) {
      var _ = observer.of(rollout);
      agents.pass(Duration.ofSeconds(2));
    }
    assertThat(observer.of(rollout).orElseThrow().harmed()).hasSize(1);
  }

  @Test
  void afterARestartNothingIsBackBecauseNobodyIsThere() {
    agent(offered(TestFleet.NOW));
    agents.load(0);
    Rollout back =
        rollout.with(
            rollout.progress().rollingBack(RolloutState.ROLLED_BACK, "a gate"), TestFleet.NOW);
    var target = world.targets.stored("prod").orElseThrow();
    assertThat(world.targets.steer(target, back.steered(target.value()), "prod-1")).isTrue();
    FleetObserver observer = observer();
    assertThat(observer.of(back).orElseThrow().rollbackPending()).isEqualTo(1);
    agents.pass(Duration.ofSeconds(121));
    assertThat(observer.of(back).orElseThrow().rollbackPending()).isZero();
  }

  @Test
  void whoIsNotOfferedItBecauseItRefusedItBeforeIsNotWaitedFor() {
    Instant before = TestFleet.NOW.minusSeconds(3600);
    agent(
        offered(before)
            .answered(
                OfferKind.CONFIG,
                new OfferStatus(hash, OfferStatus.State.FAILED, "no"),
                before.plusSeconds(1)));
    agents.load(1);
    Observation seen = observer().of(rollout).orElseThrow();
    assertThat(seen.total()).isEqualTo(1);
    assertThat(seen.offered().agents()).isZero();
    assertThat(seen.pending()).isZero();
  }

  @Test
  void whoIsToBeOfferedItIsWaitedFor() {
    agent(Attempts.NONE);
    agents.load(1);
    Observation seen = observer().of(rollout).orElseThrow();
    assertThat(seen.pending()).isEqualTo(1);
    assertThat(seen.probesPending()).isEqualTo(1);
  }

  private void silent(Attempts attempts) {
    AgentCapabilities silent = AgentCapabilities.of(AgentCapability.ACCEPTS_REMOTE_CONFIG);
    agents.store(
        UID,
        new Reported(silent, null, null, null, null, null, null, List.of(), null),
        Map.of(),
        attempts);
    agents.load(1);
  }

  @Test
  void whoNeverAnswersIsWaitedForUntilItIsKnownHowItEndedThere() {
    silent(offered(TestFleet.NOW));
    FleetObserver observer = observer();
    assertThat(observer.of(rollout).orElseThrow().pending()).isEqualTo(1);
    agents.pass(TIMEOUT.plusSeconds(1));
    Observation late = observer.of(rollout).orElseThrow();
    assertThat(late.pending()).isEqualTo(1);
    assertThat(late.offered().unanswered()).isZero();
  }

  @Test
  void whoWasSentItAndTellsNothingPassesAfterTheWatch() {
    Attempts sent = offered(TestFleet.NOW);
    silent(sent.unconfirmed(sent.list().getFirst(), TestFleet.NOW));
    FleetObserver observer = observer();
    assertThat(observer.of(rollout).orElseThrow().pending()).isEqualTo(1);
    agents.pass(Duration.ofSeconds(10));
    Observation seen = observer.of(rollout).orElseThrow();
    assertThat(seen.pending()).isZero();
    assertThat(seen.probesEnded()).isEqualTo(1);
    assertThat(seen.applied()).as("counted apart").isZero();
    assertThat(seen.counts().unconfirmed()).isEqualTo(1);
  }

  @Test
  void whoTellsNothingDidNotAnswerIfConfirmationIsRequired() {
    Attempts sent = offered(TestFleet.NOW);
    silent(sent.unconfirmed(sent.list().getFirst(), TestFleet.NOW));
    Strategy strict =
        new Strategy(List.of(stage(100, 5)), Strategy.OnFailure.ROLLBACK, 0, false, true);
    Rollout confirmed =
        new Rollout(
            rollout.id(),
            rollout.target(),
            rollout.from(),
            rollout.to(),
            rollout.hash(),
            strict,
            rollout.createdBy(),
            rollout.createdAt(),
            rollout.progress(),
            rollout.changedAt(),
            rollout.since());
    Observation seen = observer().of(confirmed).orElseThrow();
    assertThat(seen.offered().unanswered()).isEqualTo(1);
    assertThat(seen.counts().unconfirmed()).isZero();
  }

  @Test
  void whoWasSeenToRunItBeforeTheRolloutIsNeitherCountedNorWaitedFor() {
    Attempts before = offered(TestFleet.NOW.minusSeconds(3600));
    silent(
        before.answered(
            OfferKind.CONFIG,
            new OfferStatus(hash, OfferStatus.State.APPLIED, ""),
            TestFleet.NOW.minusSeconds(3500)));
    Observation seen = observer().of(rollout).orElseThrow();
    assertThat(seen.total()).isEqualTo(1);
    assertThat(seen.offered().agents()).as("attempts of its own").isZero();
    assertThat(seen.pending()).isZero();
  }

  @Test
  void whoRunsSomethingElseDidNotAnswer() {
    Attempts sent = offered(TestFleet.NOW);
    silent(sent.gaveUp(sent.list().getFirst(), "/exporters is missing", TestFleet.NOW));
    assertThat(observer().of(rollout).orElseThrow().offered().unanswered()).isEqualTo(1);
  }
}
