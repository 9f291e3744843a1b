package io.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SyncTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final InstanceUid UID = new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE | 1);
  private static final ContentHash WANTED = hash("wanted");
  private static final ContentHash OTHER = hash("other");
  private static final ConfigComparison SAME = new ConfigComparison.Same();
  private static final ConfigComparison DIFFERS =
      new ConfigComparison.Differs("/exporters", "a", "b");
  private static final AgentCapabilities MANAGED =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_EFFECTIVE_CONFIG);

  private static ContentHash hash(String text) {
    return ContentHash.sha256(ByteString.copyFromUtf8(text));
  }

  /** What is known, to be varied. */
  private static final class Case {
    private AgentCapabilities capabilities = MANAGED;
    private @Nullable ContentHash desired = WANTED;
    private @Nullable OfferStatus status;
    private Attempts attempts = Attempts.NONE;
    private @Nullable Health health;
    private Presence presence = Presence.CONNECTED;
    private Instant lastSeen = NOW;
    private boolean goodbye;
    private ConfigComparison comparison = ConfigComparison.UNKNOWN;
    private boolean waits;

    Case says(OfferStatus.State state, ContentHash hash) {
      status = new OfferStatus(hash, state, state == OfferStatus.State.FAILED ? "no" : "");
      return this;
    }

    Case offered(Duration ago) {
      attempts =
          attempts.offered(
              OfferKind.CONFIG, WANTED, "prod@1", 1, NOW.minus(ago), Duration.ofSeconds(60));
      return this;
    }

    Case answered(OfferStatus.State state, Duration ago) {
      attempts =
          attempts.answered(OfferKind.CONFIG, new OfferStatus(WANTED, state, "no"), NOW.minus(ago));
      return this;
    }

    Case applied(Duration ago) {
      return offered(ago)
          .answered(OfferStatus.State.APPLIED, ago)
          .says(OfferStatus.State.APPLIED, WANTED);
    }

    Case health(boolean healthy) {
      health = Health.of(ComponentHealth.newBuilder().setHealthy(healthy).build());
      return this;
    }

    Case effective(ConfigComparison like) {
      comparison = like;
      return this;
    }

    Case waiting() {
      waits = true;
      return this;
    }

    Case lost(Duration ago) {
      presence = Presence.DISCONNECTED;
      lastSeen = NOW.minus(ago);
      return this;
    }

    AgentState state() {
      Reported reported =
          new Reported(capabilities, null, health, null, status, null, null, List.of(), null);
      return new AgentState(UID, reported, AgentFacts.of(UID, NOW).withAttempts(attempts));
    }

    boolean seenToRunIt() {
      return !state().tellsConfigStatus() && state().hasConfig(WANTED);
    }

    Sync sync() {
      return Sync.of(
          new Sync.Known(
              state(),
              desired,
              presence,
              lastSeen,
              goodbye,
              NOW.minus(Duration.ofHours(1)),
              comparison,
              NOW,
              waits));
    }

    SyncCause cause() {
      return sync().cause();
    }
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void whatIsNotGivenNowIsWaitedForAndWhatEndedBadlyIsNot() {
    assertThat(new Case().waiting().cause()).isEqualTo(SyncCause.WINDOW_CLOSED);
    assertThat(new Case().waiting().sync().state()).isEqualTo(SyncState.WAITING);
    // It had this config before the one it has.
    assertThat(
            new Case()
                .applied(seconds(300))
                .says(OfferStatus.State.APPLIED, OTHER)
                .waiting()
                .cause())
        .isEqualTo(SyncCause.WINDOW_CLOSED);
    assertThat(
            new Case()
                .offered(seconds(90))
                .answered(OfferStatus.State.FAILED, seconds(80))
                .says(OfferStatus.State.FAILED, WANTED)
                .waiting()
                .cause())
        .isEqualTo(SyncCause.REFUSED);
    assertThat(new Case().waiting().lost(seconds(90)).cause()).isEqualTo(SyncCause.AWAY);
    assertThat(new Case().applied(seconds(300)).waiting().cause()).isEqualTo(SyncCause.APPLIED);
  }

  @Test
  void anAgentThatAppliedTheConfigIsInSyncAndConfirmedByWhatItRuns() {
    assertThat(new Case().applied(seconds(300)).cause()).isEqualTo(SyncCause.APPLIED);
    assertThat(new Case().applied(seconds(300)).effective(SAME).health(true).cause())
        .isEqualTo(SyncCause.CONFIRMED);
  }

  @Test
  void anAppliedConfigThatIsNotWhatRunsIsADriftOnceItHadTimeToSettle() {
    assertThat(new Case().applied(seconds(59)).effective(DIFFERS).cause())
        .isEqualTo(SyncCause.SETTLING);
    assertThat(new Case().applied(seconds(60)).effective(DIFFERS).cause())
        .isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
    assertThat(new Case().says(OfferStatus.State.APPLIED, WANTED).effective(DIFFERS).sync().state())
        .as("applied before anybody remembers")
        .isEqualTo(SyncState.DRIFTED);
  }

  @Test
  void anAppliedConfigWithWhichTheAgentIsUnhealthyIsAppliedButDead() {
    assertThat(new Case().applied(seconds(9)).health(false).cause()).isEqualTo(SyncCause.SETTLING);
    assertThat(new Case().applied(seconds(10)).health(false).effective(SAME).cause())
        .isEqualTo(SyncCause.UNHEALTHY);
  }

  @Test
  void anAgentThatIsLostRightAfterItAppliedIsAppliedButDeadUnlessItComesBackSoon() {
    Case lost = new Case().applied(seconds(80)).lost(seconds(30));
    assertThat(lost.cause()).isEqualTo(SyncCause.LOST_AFTER_APPLYING);
    assertThat(lost.lost(seconds(29)).cause()).isEqualTo(SyncCause.AWAY);
    lost.lost(seconds(30)).goodbye = true;
    assertThat(lost.cause()).as("it went on purpose").isEqualTo(SyncCause.AWAY);
    assertThat(new Case().applied(seconds(100)).lost(seconds(35)).cause())
        .as("65 s after it applied")
        .isEqualTo(SyncCause.AWAY);
    assertThat(new Case().applied(seconds(7200)).lost(seconds(7190)).cause())
        .as("before the server was started")
        .isEqualTo(SyncCause.AWAY);
  }

  @Test
  void whatWasRefusedOrNeverAnsweredHasFailed() {
    Case refused =
        new Case()
            .offered(seconds(20))
            .answered(OfferStatus.State.FAILED, seconds(10))
            .says(OfferStatus.State.FAILED, WANTED);
    assertThat(refused.cause()).isEqualTo(SyncCause.REFUSED);
    assertThat(refused.says(OfferStatus.State.APPLIED, OTHER).cause())
        .as("it rolled back by itself")
        .isEqualTo(SyncCause.REFUSED_BEFORE);
    Case silent = new Case().offered(seconds(300));
    silent.attempts = silent.attempts.gaveUp(silent.attempts.list().getFirst(), NOW);
    assertThat(silent.cause()).isEqualTo(SyncCause.NO_ANSWER);
  }

  @Test
  void aRetryIsApplyingAgainWhateverTheAgentSaidLast() {
    Case retried = new Case().says(OfferStatus.State.FAILED, WANTED);
    assertThat(retried.cause()).isEqualTo(SyncCause.NOT_OFFERED_YET);
    assertThat(retried.offered(seconds(1)).cause()).isEqualTo(SyncCause.AWAITING_ANSWER);
  }

  @Test
  void untilItAnswersAnAgentIsApplying() {
    assertThat(new Case().cause()).isEqualTo(SyncCause.NOT_OFFERED_YET);
    assertThat(new Case().offered(seconds(1)).cause()).isEqualTo(SyncCause.AWAITING_ANSWER);
    assertThat(
            new Case()
                .offered(seconds(2))
                .answered(OfferStatus.State.APPLYING, seconds(1))
                .says(OfferStatus.State.APPLYING, WANTED)
                .cause())
        .isEqualTo(SyncCause.BEING_APPLIED);
  }

  @Test
  void aConfigThatIsTakenBackTimeAndAgainIsADrift() {
    Case back = new Case().applied(seconds(300)).says(OfferStatus.State.APPLIED, OTHER);
    assertThat(back.cause()).isEqualTo(SyncCause.AWAITING_ANSWER);
    back.offered(seconds(200)).answered(OfferStatus.State.APPLIED, seconds(190));
    back.offered(seconds(100)).answered(OfferStatus.State.APPLIED, seconds(90));
    assertThat(back.cause()).isEqualTo(SyncCause.REVERTED);
  }

  @Test
  void anAgentThatNeverTellsWhatBecameOfAnOfferIsTakenAtWhatItRuns() {
    Case silent = new Case().offered(seconds(300)).effective(SAME);
    assertThat(silent.cause()).isEqualTo(SyncCause.AWAITING_ANSWER);
    silent.capabilities = AgentCapabilities.of(AgentCapability.ACCEPTS_REMOTE_CONFIG);
    assertThat(silent.cause()).isEqualTo(SyncCause.CONFIRMED);
    assertThat(silent.health(false).cause()).isEqualTo(SyncCause.UNHEALTHY);
  }

  private static Case silent() {
    Case silent = new Case().offered(seconds(300));
    silent.capabilities = AgentCapabilities.of(AgentCapability.ACCEPTS_REMOTE_CONFIG);
    return silent;
  }

  @Test
  void anAgentThatTellsNothingIsUnconfirmedAndCountedApart() {
    Case silent = silent();
    silent.attempts = silent.attempts.unconfirmed(silent.attempts.list().getFirst(), NOW);
    assertThat(silent.sync().state()).isEqualTo(SyncState.UNCONFIRMED);
    assertThat(silent.effective(SAME).cause()).isEqualTo(SyncCause.CONFIRMED);
    assertThat(silent.effective(DIFFERS).cause()).isEqualTo(SyncCause.NOT_TAKEN);
    assertThat(silent.effective(ConfigComparison.UNKNOWN).health(false).cause())
        .isEqualTo(SyncCause.UNHEALTHY);
    assertThat(silent.lost(seconds(40)).cause()).isEqualTo(SyncCause.AWAY);
  }

  @Test
  void whatASilentAgentRanBeforeAnOfferIsNoAnswerToIt() {
    Case silent = new Case().offered(seconds(5)).effective(SAME);
    silent.capabilities = AgentCapabilities.of(AgentCapability.ACCEPTS_REMOTE_CONFIG);
    assertThat(silent.cause()).isEqualTo(SyncCause.AWAITING_ANSWER);
  }

  @Test
  void whatASilentAgentWasSeenToRunAndRunsNoMoreIsADrift() {
    Case silent = silent().answered(OfferStatus.State.APPLIED, seconds(200));
    assertThat(silent.cause()).as("not compared yet").isEqualTo(SyncCause.APPLIED);
    assertThat(silent.effective(DIFFERS).sync().state()).isEqualTo(SyncState.DRIFTED);
  }

  @Test
  void withoutAConfigOrTheCapabilityNothingIsExpected() {
    Case unwanted = new Case().says(OfferStatus.State.FAILED, OTHER).lost(seconds(90));
    unwanted.desired = null;
    assertThat(unwanted.sync().state()).isEqualTo(SyncState.UNMANAGED);
    Case unable = new Case().lost(seconds(90));
    unable.capabilities = AgentCapabilities.of(AgentCapability.REPORTS_STATUS);
    assertThat(unable.sync().state()).isEqualTo(SyncState.INCAPABLE);
    assertThat(new Case().lost(seconds(90)).sync().state()).isEqualTo(SyncState.OFFLINE);
  }

  @Test
  void anAgentThatTakesSignedMessagesOnlyCannotBeGivenAnythingWhateverElseIsKnown() {
    Case signed = new Case().applied(seconds(300)).effective(SAME).health(true);
    signed.capabilities =
        AgentCapabilities.of(
            AgentCapability.ACCEPTS_REMOTE_CONFIG,
            AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION);
    assertThat(signed.cause()).isEqualTo(SyncCause.REQUIRES_SIGNED_MESSAGES);
    assertThat(signed.sync().state()).isEqualTo(SyncState.INCAPABLE);
    assertThat(signed.lost(seconds(90)).cause())
        .as("told to come back in an hour")
        .isEqualTo(SyncCause.REQUIRES_SIGNED_MESSAGES);
    signed.desired = null;
    assertThat(signed.cause()).isEqualTo(SyncCause.REQUIRES_SIGNED_MESSAGES);
  }

  /** Over random facts: what must hold whatever they are. */
  @Test
  void inSyncIsOnlySaidOfAgentsOfWhichNothingSpeaksAgainstIt() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Set<SyncState> seen = EnumSet.noneOf(SyncState.class);
    for (int i = 0; i < 20_000; i++) {
      Case any = any(random);
      Sync sync = any.sync();
      seen.add(sync.state());
      String what = "seed " + seed + ", case " + i + ": " + sync;
      boolean saysSo =
          any.status != null
              && any.status.hash().equals(WANTED)
              && any.status.state() == OfferStatus.State.APPLIED;
      switch (sync.state()) {
        case IN_SYNC -> {
          assertThat(saysSo || any.comparison.equals(SAME) || any.seenToRunIt()).as(what).isTrue();
          assertThat(any.presence).as(what).isNotEqualTo(Presence.DISCONNECTED);
          assertThat(any.comparison).as(what).isNotEqualTo(DIFFERS);
        }
        case UNCONFIRMED -> assertThat(any.state().tellsConfigStatus()).as(what).isFalse();
        case APPLIED_BUT_DEAD ->
            assertThat(saysSo || !any.state().tellsConfigStatus()).as(what).isTrue();
        case DRIFTED ->
            assertThat(any.comparison.equals(DIFFERS) || sync.cause() == SyncCause.REVERTED)
                .as(what)
                .isTrue();
        case OFFLINE -> assertThat(any.presence).as(what).isEqualTo(Presence.DISCONNECTED);
        case FAILED ->
            assertThat(sync.attempt())
                .as(what)
                .matches(a -> a != null && (a.failed() || sync.cause() == SyncCause.NOT_TAKEN));
        case WAITING -> assertThat(any.waits && !saysSo).as(what).isTrue();
        case APPLYING, INCAPABLE, UNMANAGED -> {}
      }
      assertThat(sync.state() == SyncState.UNMANAGED).as(what).isEqualTo(any.desired == null);
      assertThat(any.sync()).as(what).isEqualTo(sync);
    }
    assertThat(seen).as("seed %d", seed).containsExactlyInAnyOrder(SyncState.values());
  }

  private static Case any(Random random) {
    Case any = new Case();
    any.desired = random.nextInt(10) == 0 ? null : WANTED;
    any.capabilities =
        AgentCapabilities.of(
            random.nextInt(10) == 0
                ? AgentCapability.REPORTS_STATUS
                : AgentCapability.ACCEPTS_REMOTE_CONFIG,
            random.nextBoolean()
                ? AgentCapability.REPORTS_STATUS
                : AgentCapability.REPORTS_REMOTE_CONFIG);
    for (int tries = random.nextInt(4); tries > 0; tries--) {
      any.offered(seconds(random.nextInt(200)));
      if (random.nextInt(4) == 0) {
        any.attempts = any.attempts.unconfirmed(any.attempts.list().getFirst(), NOW);
      } else if (random.nextBoolean()) {
        any.answered(OfferStatus.State.values()[random.nextInt(4)], seconds(random.nextInt(200)));
      }
    }
    if (random.nextInt(4) > 0) {
      any.says(
          OfferStatus.State.values()[random.nextInt(4)], random.nextBoolean() ? WANTED : OTHER);
    }
    if (random.nextBoolean()) {
      any.health(random.nextInt(3) > 0);
    }
    any.waits = random.nextInt(4) == 0;
    any.comparison = List.of(SAME, DIFFERS, ConfigComparison.UNKNOWN).get(random.nextInt(3));
    if (random.nextInt(3) == 0) {
      any.lost(seconds(random.nextInt(200)));
    }
    return any;
  }
}
