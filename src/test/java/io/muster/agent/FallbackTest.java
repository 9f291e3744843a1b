package io.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an agent gets that refused what it should have (SEMANTICS 21). */
class FallbackTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Attempts attempts = Attempts.NONE;
  private Instant now = NOON;

  private static ContentHash hash(String name) {
    return ContentHash.sha256(ByteString.copyFromUtf8(name));
  }

  private void offer(String name) {
    now = now.plusSeconds(1);
    attempts = attempts.offered(OfferKind.CONFIG, hash(name), name, 1, now, Duration.ofSeconds(60));
  }

  private void answer(String name, OfferStatus.State state) {
    now = now.plusSeconds(1);
    attempts = attempts.answered(OfferKind.CONFIG, new OfferStatus(hash(name), state, "no"), now);
  }

  private void applies(String name) {
    offer(name);
    answer(name, OfferStatus.State.APPLIED);
  }

  private void refuses(String name) {
    offer(name);
    answer(name, OfferStatus.State.FAILED);
  }

  private void takeBack(String name) {
    now = now.plusSeconds(1);
    attempts = attempts.takenBack(OfferKind.CONFIG, hash(name), "bad", now);
  }

  private @Nullable String fallback(String wanted) {
    return attempts.fallback(OfferKind.CONFIG, hash(wanted)).map(Attempt::name).orElse(null);
  }

  @Test
  void whoRefusedTheConfigBeforeGetsTheLastItApplied() {
    applies("prod@1");
    applies("prod@2");
    refuses("prod@3");
    applies("prod@4");
    assertThat(fallback("prod@3")).as("nothing was taken back").isNull();
    takeBack("prod@4");
    assertThat(fallback("prod@3")).isEqualTo("prod@2");
  }

  @Test
  void itStaysDueUntilItIsAppliedAgain() {
    applies("prod@2");
    refuses("prod@3");
    applies("prod@4");
    takeBack("prod@4");
    offer("prod@2");
    assertThat(fallback("prod@3")).isEqualTo("prod@2");
    answer("prod@2", OfferStatus.State.APPLYING);
    assertThat(fallback("prod@3")).isEqualTo("prod@2");
    answer("prod@2", OfferStatus.State.APPLIED);
    assertThat(fallback("prod@3")).isNull();
  }

  @Test
  void whatItRefusesTooIsFollowedByTheOneBefore() {
    applies("prod@1");
    applies("prod@2");
    refuses("prod@3");
    applies("prod@4");
    takeBack("prod@4");
    refuses("prod@2");
    assertThat(fallback("prod@3")).isEqualTo("prod@1");
    refuses("prod@1");
    assertThat(fallback("prod@3")).as("nothing is left").isNull();
  }

  @Test
  void aFailureLongAfterIsAnOrdinaryFailure() {
    applies("prod@1");
    applies("prod@2");
    takeBack("prod@2");
    applies("prod@3");
    refuses("prod@4");
    assertThat(fallback("prod@4")).isNull();
  }

  @Test
  void whoDidNotRefuseWhatIsWantedGetsThat() {
    applies("prod@1");
    applies("prod@2");
    takeBack("prod@2");
    assertThat(fallback("prod@1")).isNull();
    assertThat(fallback("prod@7")).isNull();
  }

  @Test
  void aSecondWayToABadEndCountsToo() {
    applies("prod@1");
    applies("prod@2");
    takeBack("prod@2");
    assertThat(fallback("prod@2")).as("wanted again, by mistake").isEqualTo("prod@1");
  }
}
