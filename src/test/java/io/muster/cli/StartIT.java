package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess;
import io.muster.process.MusterProcess.Exit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The quiet start and the orderly end; starts that fail are in {@code StartupFailureIT}. */
class StartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void sigtermEndsItInGoodOrder() {
    try (MusterProcess server = MusterProcess.server().start()) {
      assertThat(server.data().resolve("server.json")).exists();
      assertThat(server.log())
          .contains("is ready")
          .doesNotContain(server.token())
          .doesNotContain("level=WARN", "level=ERROR", "\tat ");
      server.terminate();
      Exit exit = server.waitForExit(PATIENCE);
      assertThat(exit.code()).isIn(0, 143);
      assertThat(exit.output()).contains("event=drained").doesNotContain("Exception");
      assertThat(server.data().resolve("server.json")).doesNotExist();
      assertThat(server.data().resolve("operator-token")).exists();
    }
  }
}
