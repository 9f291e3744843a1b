package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RolloutClockTest {

  private static final Instant BEGIN = Instant.parse("2026-11-23T00:00:00Z");

  private final AtomicReference<Instant> wall = new AtomicReference<>(BEGIN);
  private final AtomicLong nanos = new AtomicLong(-5);

  @Test
  void anObservationIsAsLongAsItSaysWhateverIsDoneToTheClockOnTheWall() {
    RolloutClock clock = new RolloutClock(wall::get, nanos::get, 1);
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    wall.set(BEGIN.plus(Duration.ofHours(5)));
    assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(10));
    wall.set(BEGIN.minus(Duration.ofDays(400)));
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(clock.instant()).isEqualTo(BEGIN.plusSeconds(20));
    assertThat(clock.hours().instant()).as("hours are the wall's").isEqualTo(wall.get());
  }

  @Test
  void aNewProcessGoesByTheWall() {
    RolloutClock before = new RolloutClock(wall::get, nanos::get, 3600);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    wall.set(BEGIN.plusSeconds(1));
    RolloutClock after = new RolloutClock(wall::get, nanos::get, 3600);
    assertThat(after.instant()).isEqualTo(before.instant());
    assertThat(
            Duration.between(
                new RolloutClock(() -> BEGIN, () -> 0, 3600).instant(), after.instant()))
        .isEqualTo(Duration.ofHours(1));
  }
}
