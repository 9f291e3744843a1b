package io.muster.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.muster.process.MusterProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package for Debian: looked at, unpacked, and its command run as the unit would. */
class DebIT {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String USER = "65532";

  @TempDir private Path folder;

  private Path deb;

  @BeforeEach
  void find() throws IOException {
    Path built = MusterProcess.application().resolveSibling("quarkus-app-dependencies.txt");
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      List<Path> debs = files.filter(file -> file.toString().endsWith(".deb")).toList();
      assumeTrue(debs.size() == 1, "needs ./mvnw package -Ddeb");
      deb = debs.getFirst();
    }
    assumeTrue(
        Files.getLastModifiedTime(deb).compareTo(Files.getLastModifiedTime(built)) >= 0,
        deb + " is older than the server: ./mvnw package -Ddeb makes it anew");
    Programs.assumeInstalled("dpkg-deb");
  }

  @Test
  void itSaysWhatItIsAndBelongsToRoot() throws Exception {
    assertThat(Programs.output("dpkg-deb", "-f", deb.toString(), "Package", "Version"))
        .isEqualTo("Package: muster\nVersion: %s\n".formatted(version()));
    Programs.output("dpkg-deb", "-e", deb.toString(), folder.toString());
    assertThat(folder.resolve("conffiles")).hasContent("/etc/muster/muster.env");
    for (String script : List.of("postinst", "prerm", "postrm")) {
      assertThat(folder.resolve(script)).isExecutable();
      Programs.output("sh", "-n", folder.resolve(script).toString());
    }
    List<String> entries = Programs.output("dpkg-deb", "-c", deb.toString()).lines().toList();
    assertThat(entries)
        .allMatch(entry -> entry.contains(" root/root "))
        .noneMatch(entry -> entry.charAt(8) == 'w')
        .anyMatch(entry -> entry.matches("-rw-------.* \\./etc/muster/muster.env"))
        .anyMatch(entry -> entry.endsWith(" ./usr/lib/systemd/system/muster.service"))
        .anyMatch(entry -> entry.endsWith(" ./usr/lib/sysusers.d/muster.conf"))
        .anyMatch(entry -> entry.endsWith(" ./usr/share/doc/muster/licences/THIRD-PARTY.txt"));
  }

  private static String version() throws IOException {
    return Files.readString(Path.of("target/packaging/version")).strip();
  }

  @Test
  void itsCommandRunsAsAUserOfItsOwnWithTheLimitsOfTheUnit() throws Exception {
    Programs.assumeInstalled("setpriv", "prlimit");
    assumeTrue(System.getProperty("user.name").equals("root"), "needs root, to become another");
    Path root = Files.createDirectory(folder.resolve("root"));
    Programs.output("dpkg-deb", "-x", deb.toString(), root.toString());
    Programs.output("chmod", "0755", folder.toString());
    Path data = Files.createDirectory(folder.resolve("data"));
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Programs.output("chown", USER + ":" + USER, data.toString(), cache.toString());

    String first = runOnce(root, data, cache);
    assertThat(first).contains("Starting it once").contains(" is ready.");
    assertThat(cache.resolve(version()).resolve("muster.aot")).exists();
    String second = runOnce(root, data, cache);
    assertThat(second).doesNotContain("Starting it once");
    assertThat(first + second).doesNotContain("level=WARN").doesNotContain("level=ERROR");
  }

  /** Starts the server, asks it, and stops it as systemd does. */
  private String runOnce(Path root, Path data, Path cache) throws Exception {
    File log = Files.createTempFile(folder, "server", ".log").toFile();
    Files.deleteIfExists(data.resolve("server.json"));
    List<String> command = asTheUnit();
    command.add(root.resolve("usr/lib/muster/bin/muster").toString());
    command.addAll(List.of("serve", "--agent-port", "0", "--operator-port", "0"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
    builder.environment().clear();
    // No HOME and no Java but its own, as for a service.
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("MUSTER_DATA", data.toString());
    builder.environment().put("MUSTER_CACHE", cache.toString());
    Process server = builder.start();
    try {
      await(log.getPath())
          .atMost(PATIENCE)
          .until(() -> !server.isAlive() || Files.exists(data.resolve("server.json")));
      assertThat(server.isAlive()).as(Files.readString(log.toPath())).isTrue();
      assertThat(ask(root, data, "health")).startsWith("ready");
      assertThat(ask(root, data, "get", "summary")).contains("total");
      assertThat(Files.getAttribute(data.resolve("operator-token"), "unix:uid")).hasToString(USER);
      server.destroy();
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isEqualTo(143);
      return Files.readString(log.toPath());
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static String ask(Path root, Path data, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("env", "-i", "PATH=/usr/bin:/bin", "MUSTER_DATA=" + data));
    command.add(root.resolve("usr/lib/muster/bin/muster").toString());
    command.addAll(List.of(words));
    // Tests run side by side: the machine may be busy.
    command.addAll(List.of("--timeout", "60s"));
    return Programs.output(command.toArray(String[]::new));
  }

  /** What of the unit can be had without systemd. */
  private static List<String> asTheUnit() throws Exception {
    String hard = Programs.output("sh", "-c", "ulimit -Hn").strip();
    String unit = Files.readString(Path.of("packaging/deb/muster.service"));
    assertThat(unit).contains("LimitNOFILE=65536\n", "NoNewPrivileges=yes\n");
    int files = hard.equals("unlimited") ? 65536 : Math.min(65536, Integer.parseInt(hard));
    return new ArrayList<>(
        List.of(
            "prlimit",
            "--nofile=" + files + ":" + files,
            "setpriv",
            "--reuid=" + USER,
            "--regid=" + USER,
            "--clear-groups",
            "--no-new-privs",
            "--bounding-set=-all",
            "--inh-caps=-all"));
  }
}
