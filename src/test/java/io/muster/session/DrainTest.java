package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
}
