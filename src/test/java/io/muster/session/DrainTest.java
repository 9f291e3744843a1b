package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainTest {

  @ParameterizedTest
  @CsvSource({
    "10000, PT5S, 200",
    "10001, PT5S, 201",
    "49, PT5S, 1",
    "0, PT5S, 1",
    "10000, PT0S, 10000",
    "3, PT0.05S, 3"
  })
  void wavesAreLargeEnoughToEndInTime(int sockets, Duration over, int size) {
    assertThat(Drain.waveSize(sockets, over)).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 2000, PT5S, PT0.05S",
    "4000, 2000, PT5S, PT2S",
    "19500, 2000, PT5S, PT5S",
    "19500, 2000, PT0S, PT0S",
    "0, 2000, PT5S, PT0S",
    "10, 3, PT5S, PT3.334S",
    "100000, 2000, PT60S, PT20S"
  })
  void aSmallFleetLeavesSooner(int sockets, double perSecond, Duration most, Duration over) {
    assertThat(Drain.over(sockets, perSecond, most, Duration.ofSeconds(20))).isEqualTo(over);
  }

  @Test
  void aServerIsAwayForAsLongAsItTakesToLetGoToEndAndToStart() {
    assertThat(Drain.away(Duration.ofSeconds(5), Duration.ofMillis(1_600)))
        .isEqualTo(Duration.ofMillis(7_600));
  }
}
