package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;

class ReturnWaitTest {

  private static final long FAR = Duration.ofMinutes(1).toMillis();

  private long millis;

  /** How long it was waited for so many, if that many have come after so many milliseconds. */
  private long waited(int agents, long endMillis, LongToIntFunction come) {
    millis = 0;
    new ReturnWait(() -> come.applyAsInt(millis), () -> millis * 1_000_000, () -> millis += 20)
        .await(agents, endMillis * 1_000_000);
    return millis;
  }

  @Test
  void whenAllHaveComeNobodyIsWaitedFor() {
    assertThat(waited(3, FAR, now -> 3)).isZero();
    assertThat(waited(3, FAR, now -> now < 300 ? 2 : 3)).isEqualTo(300);
  }

  @Test
  void whenNobodyComesItIsNotWaitedForLong() {
    assertThat(waited(3, FAR, now -> 0)).isEqualTo(500);
  }

  @Test
  void asLongAsSomeComeTheOthersAreWaitedFor() {
    assertThat(waited(100, FAR, now -> now < 900 ? (int) (now / 300) : 3)).isEqualTo(1_400);
  }

  @Test
  void oneThatComesAgainAndAgainDoesNotHoldTheServerUp() {
    assertThat(waited(1_000_000, FAR, now -> (int) now)).isEqualTo(2_000);
  }

  @Test
  void theDrainTimeoutHolds() {
    assertThat(waited(3, 200, now -> 0)).isEqualTo(200);
    assertThat(waited(3, -1, now -> 0)).isZero();
  }
}
