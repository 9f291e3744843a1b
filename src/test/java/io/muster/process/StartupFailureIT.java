package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.muster.process.MusterProcess.Exit;
import io.muster.process.MusterProcess.Launch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server that cannot start says in one message what is wrong, where, and what to do; without a
 * stack trace, and with an exit code that scripts notice.
 */
class StartupFailureIT {

  @TempDir Path folder;

  private static Exit refused(Launch launch) {
    try (var process = launch.launch()) {
      return process.waitForExit(Duration.ofSeconds(30));
    }
  }

  private static void assertRefused(Exit exit, String... facts) {
    assertThat(exit.code()).as(exit.output()).isEqualTo(1);
    assertThat(exit.output()).contains("Muster cannot start").contains(facts);
    assertThat(exit.output()).as("no stack trace").doesNotContain("\tat ", "Exception");
  }

  @Test
  void anAgentPortInUse() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());
      var exit =
          refused(MusterProcess.server().arguments("--agent-port", port, "--operator-port", "0"));
      assertRefused(exit, "127.0.0.1:" + port, "--agent-port");
    }
  }

  @Test
  void anOperatorPortInUse() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());
      var exit =
          refused(MusterProcess.server().arguments("--agent-port", "0", "--operator-port", port));
      assertRefused(exit, "operator port " + port, "--operator-port");
    }
  }

  @Test
  void onePortForBothPlanes() {
    var exit =
        refused(
            MusterProcess.server().arguments("--agent-port", "14999", "--operator-port", "14999"));
    assertRefused(exit, "cannot share port 14999");
  }

  @Test
  void misspeltSettingsAreNamedWithTheNearestKnownOnes() {
    var launch =
        MusterProcess.server()
            .with("muster.fleet.stale-aftr", "1m")
            .environment("MUSTER_AGENT_PORT", "1");
    assertRefused(
        refused(launch),
        "muster.fleet.stale-aftr",
        "did you mean muster.fleet.stale-after?",
        "did you mean MUSTER_AGENTS_PORT");
  }

  @ParameterizedTest
  @CsvSource({
    "muster.agents.prot, 4320, muster.agents.prot",
    "muster.nonsense, 1, muster.nonsense",
    "muster.agents.ping-interval, often, muster.agents.ping-interval",
    "muster.agents.max-message-size, big, muster.agents.max-message-size",
    "muster.fleet.stale-after, soon, muster.fleet.stale-after",
    "muster.fleet.max-agents, many, muster.fleet.max-agents",
    "muster.agents.duplicate-uid, shrug, muster.agents.duplicate-uid"
  })
  void anUnknownSettingOrABadValue(String name, String value, String mentioned) {
    assertRefused(refused(MusterProcess.server().with(name, value)), mentioned, value(name, value));
  }

  /** For unknown names the name itself, for bad values the value has to be in the message. */
  private static String value(String name, String value) {
    return name.endsWith("prot") || name.endsWith("nonsense") ? name : value;
  }

  @Test
  void anUnknownSettingInTheEnvironment() {
    var launch = MusterProcess.server().environment("MUSTER_AGENTS_PROT", "4320");
    assertRefused(refused(launch), "MUSTER_AGENTS_PROT");
  }

  /**
   * Services `muster`, `muster-agents` and `muster-agents-tokens-x`, as Kubernetes tells of them.
   */
  @Test
  void variablesOfServicesDoNotStopAStartNorSetAnything() {
    var launch = MusterProcess.server().arguments("--agent-port", "0", "--operator-port", "0");
    for (var service : List.of("MUSTER", "MUSTER_AGENTS", "MUSTER_AGENTS_TOKENS_X")) {
      launch
          .environment(service + "_SERVICE_HOST", "10.96.0.9")
          .environment(service + "_SERVICE_PORT", "4320")
          .environment(service + "_SERVICE_PORT_AGENTS", "4320")
          .environment(service + "_PORT", "tcp://10.96.0.9:4320")
          .environment(service + "_PORT_4320_TCP", "tcp://10.96.0.9:4320")
          .environment(service + "_PORT_4320_TCP_PROTO", "tcp")
          .environment(service + "_PORT_4320_TCP_PORT", "4320")
          .environment(service + "_PORT_4320_TCP_ADDR", "10.96.0.9");
    }
    // With the address of a Service as a token there would be one, and no question.
    launch.with("muster.agents.host", "0.0.0.0");
    assertRefused(refused(launch), "token");
    try (var server = launch.with("muster.agents.authentication", "none").start()) {
      assertThat(server.agentPort()).isPositive();
    }
  }

  @Test
  void aCertificateWithoutItsKey() {
    var launch = MusterProcess.server().with("muster.agents.tls.certificate", "server.crt");
    assertRefused(refused(launch), "muster.agents.tls.key is not; set both or none");
  }

  @Test
  void aCertificateThatCannotBeRead() {
    var launch =
        MusterProcess.server()
            .with("muster.agents.tls.certificate", folder.resolve("none.crt").toString())
            .with("muster.agents.tls.key", folder.resolve("none.key").toString());
    assertRefused(refused(launch), "No TLS for agents: " + folder + "/none.crt cannot be read");
  }

  @Test
  void anUnknownArgument() {
    var exit = refused(MusterProcess.server().arguments("--agent-prot", "0"));
    assertThat(exit.code()).isEqualTo(2);
    assertThat(exit.output()).contains("--agent-prot").doesNotContain("\tat ");
  }

  @Test
  void aTokenThatCannotBeRead() throws IOException {
    var token = Files.createDirectory(folder.resolve("operator-token"));
    assertRefused(refused(MusterProcess.server().on(folder)), token.toString());
  }

  @Test
  void aDataFolderThatIsAFile() throws IOException {
    var file = Files.createFile(folder.resolve("data"));
    assertRefused(refused(MusterProcess.server().on(file)), file.toString());
  }

  @Test
  void aDataFolderThatCannotBeWritten() throws IOException {
    var data = Files.createDirectory(folder.resolve("data"));
    var launch = MusterProcess.server().on(data);
    if (System.getProperty("user.name").equals("root")) {
      // Permissions do not hold root back; a read-only mount does.
      inOwnMounts(
          launch, "mount --bind " + data + " " + data + " && mount -o remount,bind,ro " + data);
    } else {
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
    }
    assertRefused(refused(launch), data.toString());
  }

  /** As a volume is whose storage class takes no notice of fsGroup. */
  @Test
  void aDataFolderOfAnotherUser() throws Exception {
    var without = List.of("setpriv", "--reuid=65532", "--regid=65532", "--clear-groups");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var data = Files.createDirectory(folder.resolve("data"));
    assumeTrue(mayRead(without, MusterProcess.application()) && mayRead(without, data));
    var launch = MusterProcess.server().on(data).prefix(without.toArray(String[]::new));
    assertRefused(refused(launch), data.toString(), "no permission", "this user can write to");
  }

  private static boolean mayRead(List<String> user, Path file) throws InterruptedException {
    var command = new ArrayList<>(user);
    command.addAll(List.of("test", "-r", file.toString()));
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFullDisk() throws IOException {
    var data = Files.createDirectory(folder.resolve("data"));
    var launch = MusterProcess.server().on(data);
    inOwnMounts(launch, "mount -t tmpfs -o size=8k tmpfs " + data);
    assertRefused(refused(launch), data.toString());
  }

  /** Runs the server where a mount of its own is seen by nobody else, if the system allows that. */
  private static void inOwnMounts(Launch launch, String mount) throws IOException {
    var probe = new ProcessBuilder("unshare", "-rm", "true").redirectErrorStream(true);
    boolean allowed;
    try {
      allowed = probe.start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      allowed = false;
    }
    assumeTrue(allowed, "this system does not let the test mount anything");
    launch.prefix("unshare", "-rm", "sh", "-c", mount + " && exec \"$@\"", "sh");
  }

  @Test
  void aDatabaseThatIsNone() throws IOException {
    Files.writeString(
        folder.resolve("muster.db"), "this is not a database, but long enough".repeat(50));
    assertRefused(refused(MusterProcess.server().on(folder)), "muster.db");
  }

  @Test
  void aDataFolderThatAnotherServerUses() {
    try (var first = MusterProcess.server().on(folder).start()) {
      assertRefused(refused(MusterProcess.server().on(folder)), folder.toString());
      assertThat(first.isAlive()).isTrue();
    }
  }
}
