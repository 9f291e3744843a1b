package io.muster.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ServerProcessTest {

  @Test
  void thisProcessTakesMemoryAndTime() throws IOException {
    assertThat(new ServerProcess(ProcessHandle.current().pid()).usage())
        .isNotNull()
        .satisfies(usage -> {
          assertThat(usage.rssBytes()).isGreaterThan(10 << 20);
          assertThat(usage.cpuSeconds()).isPositive();
        });
  }

  @Test
  void aProcessThatHasEndedTakesNothing() throws IOException {
    assertThat(new ServerProcess(Integer.MAX_VALUE).usage()).isNull();
  }
}
