package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferStatus;
import io.muster.agent.OfferStatus.State;
import io.muster.connection.ConnectionOffer;
import io.muster.fleet.InFlight.Stage;
import io.muster.policy.ConfigOffer;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an agent's words do to the history of its offers. */
class OfferAnswerTest {

  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final Duration TIME = Duration.ofSeconds(60);
  private static final ContentHash HASH = ContentHash.sha256(ByteString.copyFromUtf8("a"));
  private static final OfferStatus BLANK = new OfferStatus(ContentHash.NONE, State.UNSET, "");
  private static final OfferStatus FAILED = new OfferStatus(HASH, State.FAILED, "no");
  private static final OfferRules CONFIG =
      new OfferRules(ConfigOffer.TRAITS, false, TIME, TIME, TIME);
  private static final OfferRules CONNECTION =
      new OfferRules(ConnectionOffer.TRAITS, false, TIME, TIME, TIME);

  private static OfferProgress nothing(OfferRules rules) {
    return new OfferProgress(rules.kind(), Attempts.NONE, Attempts.NONE, null);
  }

  private static OfferProgress sent(OfferRules rules) {
    Attempts attempts = Attempts.NONE.offered(rules.kind(), HASH, "a", 1, NOW, TIME);
    InFlight inFlight = new InFlight(rules.kind(), 1, HASH, Stage.WRITTEN);
    return new OfferProgress(rules.kind(), attempts, attempts, inFlight);
  }

  private static OfferProgress in(Attempt.State state) {
    OfferProgress sent = sent(CONFIG);
    Attempt attempt = sent.attempts().list().getFirst();
    Attempts attempts =
        switch (state) {
          case OFFERED -> sent.attempts();
          case APPLYING -> answered(sent, State.APPLYING);
          case APPLIED -> answered(sent, State.APPLIED);
          case UNCONFIRMED -> sent.attempts().unconfirmed(attempt, NOW);
          case ADOPTED -> Attempts.NONE.found(CONFIG.kind(), attempt.hash(), "", 1, NOW);
          case FAILED -> answered(sent, State.FAILED);
          case NO_ANSWER -> sent.attempts().gaveUp(attempt, NOW);
          case TAKEN_BACK -> sent.attempts().takenBack(CONFIG.kind(), HASH, "bad", NOW);
        };
    return sent.with(attempts);
  }

  private static Attempts answered(OfferProgress sent, State state) {
    return sent.attempts().answered(sent.kind(), new OfferStatus(HASH, state, ""), NOW);
  }

  private static OfferAnswer first(OfferStatus status, @Nullable OfferStatus before) {
    return new OfferAnswer(status, before, true, true);
  }

  private static OfferAnswer later(OfferStatus status, boolean crossed) {
    return new OfferAnswer(status, null, false, crossed);
  }

  private static Attempt.@Nullable State state(OfferProgress progress) {
    return progress.attempts().find(progress.kind(), HASH).map(Attempt::state).orElse(null);
  }

  @Test
  void anAnswerEndsTheFlightIfItEndsTheAttempt() {
    OfferProgress applying =
        later(new OfferStatus(HASH, State.APPLYING, ""), false).on(sent(CONFIG), CONFIG, NOW);
    assertThat(state(applying)).isEqualTo(Attempt.State.APPLYING);
    assertThat(applying.inFlight()).isNotNull();
    OfferProgress applied =
        later(new OfferStatus(HASH, State.APPLIED, ""), false).on(applying, CONFIG, NOW);
    assertThat(state(applied)).isEqualTo(Attempt.State.APPLIED);
    assertThat(applied.inFlight()).isNull();
    OfferProgress failed = later(FAILED, false).on(sent(CONFIG), CONFIG, NOW);
    assertThat(state(failed)).isEqualTo(Attempt.State.FAILED);
    assertThat(failed.inFlight()).isNull();
  }

  @Test
  void anAnswerAboutSomethingElseChangesNothing() {
    ContentHash other = ContentHash.sha256(ByteString.copyFromUtf8("b"));
    OfferProgress sent = sent(CONFIG);
    assertThat(later(new OfferStatus(other, State.APPLIED, ""), false).on(sent, CONFIG, NOW))
        .isSameAs(sent);
    assertThat(later(new OfferStatus(HASH, State.UNSET, ""), false).on(sent, CONFIG, NOW))
        .isSameAs(sent);
  }

  @Test
  void anAgentThatLostItsMemoryForgetsWhatItApplied() {
    assertThat(state(later(BLANK, false).on(in(Attempt.State.APPLIED), CONFIG, NOW))).isNull();
  }

  @Test
  void whatWasGivenUpIsTriedAgainByAnAgentThatCameAnewOnly() {
    OfferProgress gaveUp = in(Attempt.State.NO_ANSWER);
    assertThat(later(BLANK, false).on(gaveUp, CONFIG, NOW)).isSameAs(gaveUp);
    assertThat(state(first(BLANK, null).on(gaveUp, CONFIG, NOW))).isNull();
  }

  @Test
  void whatIsInFlightIsOverUnlessTheWordsCrossedWithIt() {
    for (Attempt.State state :
        new Attempt.State[] {Attempt.State.OFFERED, Attempt.State.APPLYING}) {
      OfferProgress open = in(state);
      assertThat(later(BLANK, true).on(open, CONFIG, NOW)).isSameAs(open);
      for (OfferAnswer answer : new OfferAnswer[] {later(BLANK, false), first(BLANK, null)}) {
        OfferProgress over = answer.on(open, CONFIG, NOW);
        assertThat(state(over)).isEqualTo(Attempt.State.OFFERED);
        assertThat(over.inFlight()).isNull();
      }
    }
  }

  @Test
  void whatEndedBadlyStaysSoHoweverMuchIsForgotten() {
    for (Attempt.State state :
        new Attempt.State[] {Attempt.State.FAILED, Attempt.State.TAKEN_BACK}) {
      OfferProgress bad = in(state);
      assertThat(first(BLANK, null).on(bad, CONFIG, NOW)).isSameAs(bad);
    }
    assertThat(first(BLANK, null).on(nothing(CONFIG), CONFIG, NOW)).isEqualTo(nothing(CONFIG));
  }

  @Test
  void aBlankStatusOfConnectionSettingsIsNoLossOfMemory() {
    OfferProgress sent = sent(CONNECTION);
    assertThat(first(BLANK, null).on(sent, CONNECTION, NOW)).isSameAs(sent);
  }

  @Test
  void aFailureNobodyAskedForIsRememberedWhenItIsNewsAndOfAConfig() {
    OfferProgress refused = later(FAILED, false).on(nothing(CONFIG), CONFIG, NOW);
    assertThat(state(refused)).isEqualTo(Attempt.State.FAILED);
    assertThat(first(FAILED, FAILED).on(nothing(CONFIG), CONFIG, NOW)).isEqualTo(nothing(CONFIG));
    OfferStatus nameless = new OfferStatus(ContentHash.NONE, State.FAILED, "no");
    assertThat(later(nameless, false).on(nothing(CONFIG), CONFIG, NOW)).isEqualTo(nothing(CONFIG));
    assertThat(later(FAILED, false).on(nothing(CONNECTION), CONNECTION, NOW))
        .isEqualTo(nothing(CONNECTION));
  }
}
