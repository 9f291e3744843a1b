package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {

  private Instant now = Instant.parse("2026-11-23T00:00:00Z");

  private static int taken(Pace pace) {
    int taken = 0;
    while (pace.tryTake()) {
      taken++;
    }
    return taken;
  }

  @Test
  void theBurstIsThereAtOnceAndComesBackAtThePace() {
    Pace pace = new Pace(() -> now, 4, 10);
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
    Pace pace = new Pace(() -> now, 1000, 1);
    assertThat(taken(pace)).isEqualTo(1);
    now = now.minus(Duration.ofHours(1));
    assertThat(taken(pace)).isZero();
  }

  @Test
  void aPaceThatLetsNothingHappenIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(() -> now, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(() -> now, 1, 0));
  }
}
