package io.muster.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BoundedRateTest {

  private Instant now = Instant.EPOCH.plusSeconds(100);
  private final BoundedRate rate = new BoundedRate(() -> now, Duration.ofMinutes(1), 2);

  @Test
  void aFewAreLetThroughInEachPeriodAndTheOthersCounted() {
    assertThat(rate.next()).isEqualTo(OptionalLong.of(0));
    assertThat(rate.next()).isEqualTo(OptionalLong.of(0));
    for (int i = 0; i < 1_000; i++) {
      assertThat(rate.next()).isEmpty();
    }
    now = now.plusSeconds(60);
    assertThat(rate.next()).isEqualTo(OptionalLong.of(1_000));
    assertThat(rate.next()).isEqualTo(OptionalLong.of(0));
    assertThat(rate.next()).isEmpty();
  }

  @Test
  void aClockThatIsSetBackSilencesNobody() {
    assertThat(rate.next()).isPresent();
    assertThat(rate.next()).isPresent();
    now = now.minusSeconds(50);
    assertThat(rate.next()).isPresent();
  }
}
