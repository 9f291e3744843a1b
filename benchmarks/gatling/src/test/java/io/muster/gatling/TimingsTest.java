package io.muster.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimingsTest {

  @Test
  void percentilesAreValuesThatWereMeasured() {
    Timings timings = new Timings(100);
    for (int i = 100; i > 0; i--) {
      timings.add(i * 1_000_000L);
    }
    assertThat(timings).hasToString("p50=50.0ms p99=99.0ms max=100.0ms");
  }

  @Test
  void anEndSeenBeforeItsStartIsNoTime() {
    Timings timings = new Timings(1);
    timings.add(-5);
    assertThat(timings.millis(1)).isZero();
  }

  @Test
  void moreThanTheCapacityAreOnlyCounted() {
    Timings timings = new Timings(1);
    timings.add(1_000_000);
    timings.add(2_000_000);
    assertThat(timings.count()).isEqualTo(2);
    assertThat(timings.millis(1)).isEqualTo(1.0);
  }

  @Test
  void withoutMeasurementsThereIsNoPercentile() {
    assertThat(new Timings(1).millis(0.99)).isNaN();
  }
}
