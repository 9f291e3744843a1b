package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private Instant now = Instant.parse("2026-11-23T00:00:00Z");

  private static int taken(TokenBucket pace) {
    int taken = 0;
    while (pace.tryTake()) {
      taken++;
    }
    return taken;
  }

  @Test
  void theBurstIsThereAtOnceAndComesBackAtThePace() {
    TokenBucket pace = new TokenBucket(() -> now, 4, 10);
    assertThat(taken(pace)).isEqualTo(10);
    now = now.plus(Duration.ofMillis(249));
    assertThat(taken(pace)).isZero();
    now = now.plus(Duration.ofMillis(1));
    assertThat(taken(pace)).isEqualTo(1);
    now = now.plus(Duration.ofSeconds(2));
    assertThat(taken(pace)).isEqualTo(8);
    now = now.plus(Duration.ofDays(1));
    assertThat(taken(pace)).isEqualTo(10);
  }

  @Test
  void aClockThatGoesBackGivesNothing() {
    TokenBucket pace = new TokenBucket(() -> now, 1000, 1);
    assertThat(taken(pace)).isEqualTo(1);
    now = now.minus(Duration.ofHours(1));
    assertThat(taken(pace)).isZero();
  }

  @Test
  void aPaceThatLetsNothingHappenIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(() -> now, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(() -> now, 1, 0));
  }
}
