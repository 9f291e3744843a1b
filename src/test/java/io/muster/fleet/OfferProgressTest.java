package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.OfferStatus.State;
import io.muster.agent.Transport;
import io.muster.connection.ConnectionOffer;
import io.muster.fleet.InFlight.Stage;
import io.muster.fleet.Offer.Due;
import io.muster.fleet.OfferDecision.Begin;
import io.muster.fleet.OfferDecision.Send;
import io.muster.fleet.OfferDecision.Settled;
import io.muster.fleet.OfferDecision.Wait;
import io.muster.fleet.OfferProgress.Decided;
import io.muster.policy.ConfigOffer;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragments;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** SEMANTICS 10 as a function: what is to be done, by what was offered and answered before. */
class OfferProgressTest {

  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration APPLY = Duration.ofMinutes(10);
  private static final Duration SAVE = Duration.ofMillis(500);
  private static final AgentConnection FIRST = link(1);
  private static final AgentConnection SECOND = link(2);
  private static final Due A = due("a", 5);
  private static final Due B = due("b", 5);

  private static final OfferRules CONFIG = rules(ConfigOffer.TRAITS, false);
  private static final OfferRules CONNECTION = rules(ConnectionOffer.TRAITS, false);
  private static final OfferRules SILENT = rules(ConnectionOffer.TRAITS, true);

  private static AgentConnection link(long connection) {
    return new AgentConnection(connection, Transport.WEBSOCKET, NOW, "test");
  }

  private static Due due(String name, long generation) {
    ContentHash hash = ContentHash.sha256(ByteString.copyFromUtf8(name));
    return new Due(hash, name, generation, Fragments.flags(1), NOW);
  }

  private static OfferRules rules(OfferTraits traits, boolean silent) {
    return new OfferRules(traits, silent, ANSWER, APPLY, SAVE);
  }

  private static OfferProgress nothing(OfferRules rules) {
    return new OfferProgress(rules.kind(), Attempts.NONE, Attempts.NONE, null);
  }

  private static OfferProgress stored(OfferProgress progress) {
    return new OfferProgress(
        progress.kind(), progress.attempts(), progress.attempts(), progress.inFlight());
  }

  /** Begun and stored, not sent. */
  private static OfferProgress begun(OfferProgress before, Due due, OfferRules rules, Instant now) {
    return stored(before.begun(due, FIRST, rules, now));
  }

  private static OfferProgress sent(OfferProgress before, Due due, OfferRules rules, Instant now) {
    return written(begun(before, due, rules, now), due);
  }

  private static OfferProgress written(OfferProgress begun, Due due) {
    return new OfferProgress(
        begun.kind(),
        begun.attempts(),
        begun.stored(),
        InFlight.sent(begun.inFlight(), begun.kind(), due.hash(), FIRST));
  }

  private static OfferProgress sent(OfferRules rules) {
    return sent(nothing(rules), A, rules, NOW);
  }

  private static OfferProgress says(OfferProgress progress, Due due, State state) {
    return progress.answered(new OfferStatus(due.hash(), state, ""), NOW.plusSeconds(1));
  }

  private static Decided decide(
      OfferProgress progress, OfferRules rules, AgentConnection link, Instant now) {
    return progress.decide(A, null, link, rules, now);
  }

  private static OfferDecision unchanged(Decided decided, OfferProgress before) {
    assertThat(decided.progress()).isSameAs(before);
    assertThat(decided.gaveUp()).isNull();
    return decided.decision();
  }

  private static Attempt attempt(OfferProgress progress, Due due) {
    return progress.attempts().find(progress.kind(), due.hash()).orElseThrow();
  }

  private static void assertGivenUp(Decided decided, int tries) {
    assertThat(decided.decision()).isInstanceOf(Settled.class);
    assertThat(attempt(decided.progress(), A).state()).isEqualTo(Attempt.State.NO_ANSWER);
    assertThat(decided.progress().inFlight()).isNull();
    assertThat(Objects.requireNonNull(decided.gaveUp()).tries()).isEqualTo(tries);
  }

  @Test
  void whatWasNeverOfferedIsBegun() {
    OfferProgress before = nothing(CONFIG);
    assertThat(unchanged(decide(before, CONFIG, FIRST, NOW), before)).isEqualTo(new Begin(A));
  }

  @Test
  void whatIsBegunIsSentOnceItIsStored() {
    OfferProgress begun = nothing(CONFIG).begun(A, FIRST, CONFIG, NOW);
    assertThat(attempt(begun, A).state()).isEqualTo(Attempt.State.OFFERED);
    assertThat(attempt(begun, A).deadline()).isEqualTo(NOW.plus(ANSWER));
    assertThat(unchanged(decide(begun, CONFIG, FIRST, NOW), begun))
        .isEqualTo(new Wait(NOW.plus(SAVE)));
    OfferProgress stored = stored(begun);
    assertThat(unchanged(decide(stored, CONFIG, FIRST, NOW), stored)).isEqualTo(new Send(A));
  }

  @Test
  void whatWasStoredTooLateIsBegunAnewAndTheWaitIsNoTry() {
    OfferProgress late = begun(nothing(CONFIG), A, CONFIG, NOW);
    Instant over = NOW.plus(ANSWER);
    assertThat(unchanged(decide(late, CONFIG, FIRST, over), late)).isEqualTo(new Begin(A));
    OfferProgress again = late.begun(A, FIRST, CONFIG, over);
    assertThat(attempt(again, A).tries()).isEqualTo(1);
    assertThat(attempt(again, A).deadline()).isEqualTo(over.plus(ANSWER));
  }

  @Test
  void whatAnotherPathBeganAMomentAgoIsNotBegunTwice() {
    OfferProgress begun = nothing(CONFIG).begun(A, FIRST, CONFIG, NOW);
    assertThat(begun.begun(A, FIRST, CONFIG, NOW.plusSeconds(1))).isSameAs(begun);
  }

  @Test
  void whatWasNeverSentIsNoTryOnAnotherConnectionNorOfAnotherHash() {
    OfferProgress unsent = begun(nothing(CONFIG), A, CONFIG, NOW);
    assertThat(unchanged(decide(unsent, CONFIG, SECOND, NOW), unsent)).isEqualTo(new Begin(A));
    OfferProgress elsewhere = unsent.begun(A, SECOND, CONFIG, NOW);
    assertThat(attempt(elsewhere, A).tries()).isEqualTo(1);
    OfferProgress other = unsent.begun(B, FIRST, CONFIG, NOW);
    assertThat(other.attempts().find(OfferKind.CONFIG, A.hash())).isEmpty();
    assertThat(attempt(other, B).tries()).isEqualTo(1);
  }

  @Test
  void whatIsSentWaitsForItsDeadlineThenIsTriedThreeTimes() {
    OfferProgress sent = sent(CONFIG);
    Instant at = NOW;
    for (int tries = 1; tries < Attempts.MAX_TRIES; tries++) {
      Instant deadline = at.plus(ANSWER);
      assertThat(unchanged(decide(sent, CONFIG, FIRST, deadline.minusMillis(1)), sent))
          .isEqualTo(new Wait(deadline));
      assertThat(unchanged(decide(sent, CONFIG, FIRST, deadline), sent)).isEqualTo(new Begin(A));
      sent = sent(sent, A, CONFIG, deadline);
      assertThat(attempt(sent, A).tries()).isEqualTo(tries + 1);
      at = deadline;
    }
    assertGivenUp(decide(sent, CONFIG, FIRST, at.plus(ANSWER)), Attempts.MAX_TRIES);
  }

  @Test
  void aLostConnectionEndsTheTryAndTheThirdIsTheLast() {
    OfferProgress sent = sent(CONFIG);
    assertThat(unchanged(decide(sent, CONFIG, SECOND, NOW), sent)).isEqualTo(new Begin(A));
    OfferProgress third = sent(sent(sent, A, CONFIG, NOW.plus(ANSWER)), A, CONFIG, NOW.plus(APPLY));
    assertGivenUp(decide(third, CONFIG, SECOND, NOW.plus(APPLY)), Attempts.MAX_TRIES);
  }

  @Test
  void anotherHashInFlightEndsTheTryOfThisOne() {
    OfferProgress other = sent(sent(CONFIG), B, CONFIG, NOW);
    assertThat(unchanged(decide(other, CONFIG, FIRST, NOW), other)).isEqualTo(new Begin(A));
  }

  @Test
  void aLostAnswerIsSentAgainOncePerTry() {
    OfferProgress sent = sent(CONFIG);
    OfferProgress lost = lost(sent, FIRST);
    assertThat(unchanged(decide(lost, CONFIG, FIRST, NOW), lost)).isEqualTo(new Send(A));
    OfferProgress again = written(lost, A);
    assertThat(Objects.requireNonNull(again.inFlight()).stage()).isEqualTo(Stage.WRITTEN_AGAIN);
    assertThat(lost(again, FIRST)).isEqualTo(again);
    assertThat(unchanged(decide(again, CONFIG, FIRST, NOW), again)).isInstanceOf(Wait.class);
  }

  @Test
  void aLostAnswerWhoseTimeIsUpIsTheNextTryAndOneOfAnotherConnectionIsNone() {
    OfferProgress lost = lost(sent(CONFIG), FIRST);
    Instant over = NOW.plus(ANSWER);
    assertThat(unchanged(decide(lost, CONFIG, FIRST, over), lost)).isEqualTo(new Begin(A));
    assertThat(lost(sent(CONFIG), SECOND)).isEqualTo(sent(CONFIG));
  }

  private static OfferProgress lost(OfferProgress sent, AgentConnection link) {
    InFlight inFlight = sent.inFlight();
    return new OfferProgress(
        sent.kind(), sent.attempts(), sent.stored(), inFlight == null ? null : inFlight.lost(link));
  }

  @Test
  void connectionSettingsAreSentOncePerConnection() {
    Instant over = NOW.plus(ANSWER);
    OfferProgress sent = sent(CONNECTION);
    assertThat(unchanged(decide(sent, CONNECTION, FIRST, over), sent)).isInstanceOf(Settled.class);
    OfferProgress lost = lost(sent, FIRST);
    assertThat(unchanged(decide(lost, CONNECTION, FIRST, over), lost)).isInstanceOf(Settled.class);
    Instant inTime = over.minusMillis(1);
    assertThat(unchanged(decide(sent, CONNECTION, SECOND, inTime), sent)).isEqualTo(new Begin(A));
  }

  @Test
  void whoIsNotBackByTheSettingsInTimeIsNotOfferedThemByTheNextConnection() {
    OfferProgress sent = sent(CONNECTION);
    OfferProgress begun = sent.begun(A, SECOND, CONNECTION, NOW.plusSeconds(20));
    OfferProgress again = new OfferProgress(begun.kind(), begun.attempts(), begun.attempts(), null);
    assertThat(attempt(again, A).tries()).isEqualTo(2);
    // The time is that of the first try.
    assertThat(attempt(again, A).deadline()).isEqualTo(NOW.plus(ANSWER));
    assertGivenUp(decide(again, CONNECTION, SECOND, NOW.plus(ANSWER)), 2);
  }

  @Test
  void anOfferMayHaveMoreTimeThanOthers() {
    Due slow = new Due(A.hash(), "a", 5, A.fragment(), NOW, ANSWER);
    OfferProgress sent = sent(nothing(CONNECTION), slow, CONNECTION, NOW);
    assertThat(attempt(sent, A).deadline()).isEqualTo(NOW.plus(ANSWER.multipliedBy(3)));
  }

  @Test
  void connectionSettingsThatAreBeingAppliedEndWithTheirDeadline() {
    OfferRules rules = new OfferRules(ConnectionOffer.TRAITS, false, ANSWER, Duration.ZERO, SAVE);
    OfferProgress applying = says(sent(rules), A, State.APPLYING);
    Instant end = NOW.plus(ANSWER);
    assertThat(unchanged(decide(applying, rules, FIRST, end.minusMillis(1)), applying))
        .isEqualTo(new Wait(end));
    assertGivenUp(decide(applying, rules, FIRST, end), 1);
  }

  @Test
  void aNewProcessIsOfferedOnceMoreWhatTheOneBeforeHasProved() {
    OfferProgress applied = sent(CONNECTION).returned(CONNECTION, NOW);
    OfferRules with = CONNECTION.withRestart(NOW);
    // The process that proved it is the new one.
    assertThat(unchanged(decide(applied, with, SECOND, NOW), applied)).isInstanceOf(Settled.class);
    OfferRules restarted = CONNECTION.withRestart(NOW.plusSeconds(1));
    assertThat(unchanged(decide(applied, restarted, SECOND, NOW.plusSeconds(1)), applied))
        .isEqualTo(new Begin(A));
    OfferProgress again = sent(applied, A, restarted, NOW.plusSeconds(1));
    assertThat(attempt(again, A).tries()).isEqualTo(1);
    OfferProgress back = again.returned(restarted, NOW.plusSeconds(2));
    assertThat(unchanged(decide(back, restarted, SECOND, NOW.plusSeconds(3)), back))
        .isInstanceOf(Settled.class);
  }

  @Test
  void whatWasReplacedSinceIsOfferedAgain() {
    OfferProgress applied = sent(CONNECTION).returned(CONNECTION, NOW);
    OfferProgress other =
        sent(applied, B, CONNECTION, NOW).returned(CONNECTION, NOW.plusSeconds(1));
    assertThat(unchanged(decide(other, CONNECTION, SECOND, NOW.plusSeconds(2)), other))
        .isEqualTo(new Begin(A));
  }

  @Test
  void appliedIsOfferedAgainWhenItWasTakenBackButThreeTimesOnly() {
    OfferProgress applied = says(sent(CONFIG), A, State.APPLIED);
    for (int tries = 1; tries < Attempts.MAX_TRIES; tries++) {
      assertThat(unchanged(decide(applied, CONFIG, FIRST, NOW), applied)).isEqualTo(new Begin(A));
      applied = says(sent(applied, A, CONFIG, NOW), A, State.APPLIED);
    }
    assertThat(unchanged(decide(applied, CONFIG, FIRST, NOW), applied)).isInstanceOf(Settled.class);
    // Something else was offered since: it is no loop.
    OfferProgress since = says(sent(applied, B, CONFIG, NOW), B, State.APPLIED);
    assertThat(unchanged(decide(since, CONFIG, FIRST, NOW), since)).isEqualTo(new Begin(A));
  }

  @Test
  void whatWasProvedByReturningStaysApplied() {
    OfferProgress applied = sent(SILENT).returned(SILENT, NOW);
    assertThat(attempt(applied, A).state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(applied.inFlight()).isNull();
    assertThat(unchanged(decide(applied, SILENT, SECOND, NOW), applied))
        .isInstanceOf(Settled.class);
  }

  @Test
  void comingBackProvesNothingOfWhatWasNotSentNorOfAConfig() {
    OfferProgress unsent = begun(nothing(SILENT), A, SILENT, NOW);
    assertThat(unsent.returned(SILENT, NOW)).isSameAs(unsent);
    assertThat(nothing(SILENT).returned(SILENT, NOW)).isEqualTo(nothing(SILENT));
    OfferRules mute = rules(ConfigOffer.TRAITS, true);
    assertThat(sent(mute).returned(mute, NOW)).isEqualTo(sent(mute));
  }

  @Test
  void comingBackProvesConnectionSettingsAlsoForThoseWhoReport() {
    // Many say APPLYING and nothing after it (SEMANTICS 30).
    OfferProgress applying = says(sent(CONNECTION), A, State.APPLYING);
    OfferProgress applied = applying.returned(CONNECTION, NOW);
    assertThat(attempt(applied, A).state()).isEqualTo(Attempt.State.APPLIED);
  }

  @Test
  void comingBackToAnotherProcessOfThisServerProvesThemToo() {
    OfferProgress sent = sent(CONNECTION);
    OfferProgress known = new OfferProgress(sent.kind(), sent.attempts(), sent.attempts(), null);
    assertThat(attempt(known.returned(CONNECTION, NOW), A).state())
        .isEqualTo(Attempt.State.APPLIED);
  }

  @Test
  void aBadEndIsFinal() {
    OfferProgress failed = says(sent(CONFIG), A, State.FAILED);
    assertThat(failed.inFlight()).isNull();
    OfferProgress takenBack = sent(CONFIG).takenBack(A.hash(), "bad", NOW);
    assertThat(takenBack.inFlight()).isNull();
    assertThat(takenBack.takenBack(A.hash(), "worse", NOW)).isSameAs(takenBack);
    Attempts givenUp = sent(CONFIG).attempts().gaveUp(attempt(sent(CONFIG), A), NOW);
    OfferProgress unanswered = nothing(CONFIG).with(givenUp);
    for (OfferProgress each : new OfferProgress[] {failed, takenBack, unanswered}) {
      assertThat(unchanged(decide(each, CONFIG, SECOND, NOW.plus(APPLY)), each))
          .isInstanceOf(Settled.class);
    }
  }

  @Test
  void whatIsBeingAppliedHasItsTimeAndIsGivenUpThen() {
    OfferProgress applying = says(sent(CONFIG), A, State.APPLYING);
    assertThat(applying.inFlight()).isNotNull();
    Instant end = NOW.plus(ANSWER).plus(APPLY);
    assertThat(unchanged(decide(applying, CONFIG, FIRST, end.minusMillis(1)), applying))
        .isEqualTo(new Wait(end));
    assertGivenUp(decide(applying, CONFIG, FIRST, end), 1);
  }

  @Test
  void whatTheAgentIsBusyWithAlreadyIsAdopted() {
    OfferStatus busy = new OfferStatus(A.hash(), State.APPLYING, "");
    Decided decided = nothing(CONFIG).decide(A, busy, FIRST, CONFIG, NOW);
    assertThat(decided.decision()).isEqualTo(new Wait(NOW.plus(ANSWER).plus(APPLY)));
    assertThat(attempt(decided.progress(), A).state()).isEqualTo(Attempt.State.APPLYING);
    assertThat(attempt(decided.progress(), A).name()).isEqualTo("a");
    assertThat(decided.gaveUp()).isNull();
    OfferStatus busyWithB = new OfferStatus(B.hash(), State.APPLYING, "");
    assertThat(nothing(CONFIG).decide(A, busyWithB, FIRST, CONFIG, NOW).decision())
        .isEqualTo(new Begin(A));
  }

  @Test
  void nothingDueClosesAnAttemptWhoseAnswerIsKnown() {
    OfferProgress open = sent(CONFIG);
    Decided closed = nothingDue(open, new OfferStatus(A.hash(), State.APPLIED, ""));
    assertThat(closed.decision()).isInstanceOf(Settled.class);
    assertThat(attempt(closed.progress(), A).state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(unchanged(nothingDue(open, null), open)).isInstanceOf(Settled.class);
    OfferStatus other = new OfferStatus(B.hash(), State.APPLIED, "");
    assertThat(unchanged(nothingDue(open, other), open)).isInstanceOf(Settled.class);
    OfferProgress failed = says(open, A, State.FAILED);
    OfferStatus late = new OfferStatus(A.hash(), State.APPLIED, "");
    assertThat(unchanged(nothingDue(failed, late), failed)).isInstanceOf(Settled.class);
  }

  private static Decided nothingDue(OfferProgress progress, @Nullable OfferStatus status) {
    return progress.decide(null, status, FIRST, CONFIG, NOW);
  }

  @Test
  void anotherInstanceMayHaveOfferedSomethingNewer() {
    assertThat(sent(CONFIG).isAheadOf(due("c", 4))).isTrue();
    assertThat(sent(CONFIG).isAheadOf(due("c", 5))).isFalse();
    assertThat(sent(CONNECTION).with(sent(CONFIG).attempts()).isAheadOf(due("c", 4))).isFalse();
  }

  @Test
  void aRetryForgetsWhatFailedAndTriesAnewWhatDidNotEnd() {
    OfferProgress failed = says(sent(CONFIG), A, State.FAILED).retried(NOW);
    assertThat(failed.attempts().list()).isEmpty();
    OfferProgress takenBack = sent(CONFIG).takenBack(A.hash(), "bad", NOW).retried(NOW);
    assertThat(takenBack.attempts().list()).isEmpty();
    OfferProgress applying = says(sent(CONFIG), A, State.APPLYING).retried(NOW);
    assertThat(attempt(applying, A).state()).isEqualTo(Attempt.State.OFFERED);
    assertThat(attempt(applying, A).tries()).isEqualTo(1);
    assertThat(applying.inFlight()).isNull();
    OfferProgress applied = says(sent(CONFIG), A, State.APPLIED);
    assertThat(applied.retried(NOW)).isSameAs(applied);
    OfferProgress sent = sent(CONFIG);
    assertThat(sent.retried(NOW)).isSameAs(sent);
    // Of another kind.
    OfferProgress other = nothing(CONNECTION).with(says(sent(CONFIG), A, State.FAILED).attempts());
    assertThat(other.retried(NOW)).isSameAs(other);
  }
}
