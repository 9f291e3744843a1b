package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess;
import io.muster.process.MusterProcess.Exit;
import io.muster.process.MusterProcess.Launch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that fail, and the orderly end. */
class StartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static void assertRefused(Launch launch, String... messages) {
    try (MusterProcess process = launch.launch()) {
      Exit exit = process.waitForExit(PATIENCE);
      assertThat(exit.code()).as(exit.output()).isPositive();
      assertThat(exit.output())
          .contains(messages)
          .contains("Muster cannot start")
          .doesNotContain("\tat ")
          .doesNotContain("Exception");
    }
  }

  @Test
  void anOperatorPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertRefused(
          MusterProcess.server().arguments("--agent-port", "0", "--operator-port", port),
          "operator port " + port,
          "--operator-port");
    }
  }

  @Test
  void anAgentPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertRefused(
          MusterProcess.server().arguments("--agent-port", port, "--operator-port", "0"),
          port,
          "--agent-port");
    }
  }

  @Test
  void onePortForBothPlanesIsRefused() {
    assertRefused(
        MusterProcess.server().arguments("--agent-port", "14999", "--operator-port", "14999"),
        "cannot share port 14999");
  }

  @Test
  void misspeltSettingsAreNamedWithTheNearestKnownOnes() {
    assertRefused(
        MusterProcess.server()
            .with("muster.fleet.stale-aftr", "1m")
            .environment("MUSTER_AGENT_PORT", "1"),
        "muster.fleet.stale-aftr",
        "did you mean muster.fleet.stale-after?",
        "did you mean MUSTER_AGENTS_PORT");
  }

  @Test
  void aValueThatDoesNotFitIsNamed() {
    assertRefused(
        MusterProcess.server().with("muster.fleet.max-agents", "many"),
        "muster.fleet.max-agents",
        "many");
  }

  @Test
  void aTokenThatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
    Path token = Files.createDirectory(folder.resolve("operator-token"));
    assertRefused(MusterProcess.server().on(folder), token.toString());
  }

  @Test
  void sigtermEndsItInGoodOrder() {
    try (MusterProcess server = MusterProcess.server().start()) {
      assertThat(server.data().resolve("server.json")).exists();
      assertThat(server.log()).contains("is ready").doesNotContain(server.token());
      server.terminate();
      Exit exit = server.waitForExit(PATIENCE);
      assertThat(exit.code()).isIn(0, 143);
      assertThat(exit.output()).contains("event=drained").doesNotContain("Exception");
      assertThat(server.data().resolve("server.json")).doesNotExist();
      assertThat(server.data().resolve("operator-token")).exists();
    }
  }
}
