package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess.Exit;
import io.muster.process.MusterProcess.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The packaged server as the image runs it, without a container engine: every file system mounted
 * read-only but the data folder and a small /tmp from which nothing may be executed, as engines
 * mount it; a user without a name or any privilege; the options of the Dockerfile. Needs to be root
 * on Linux.
 */
class ReadOnlyIT {

  private static final int CANNOT = 77;

  /** Not in /tmp, which the server sees as an empty one. */
  private final Path data = Path.of("target", "read-only-it").toAbsolutePath();

  @BeforeEach
  void makeFolder() throws IOException {
    removeFolder();
    Files.createDirectories(data);
  }

  @AfterEach
  void removeFolder() throws IOException {
    if (Files.exists(data)) {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** A command that runs the rest of the line in a process that sees all of it. */
  private List<String> confined() {
    String script =
        """
        data=$1; app=$2; shift 2
        mount --bind "$data" "$data" && chown 65532:0 "$data"/* "$data" || exit 77
        awk '{print $5}' /proc/self/mountinfo | while read -r at; do
          case $at in "$data"|/proc*|/sys*|/dev*) ;; *) mount -o remount,bind,ro "$at" ;; esac
        done
        touch "$PWD/muster-writable" 2>/dev/null && exit 77
        mount -t tmpfs -o noexec,nosuid,nodev,size=16m tmpfs /tmp || exit 77
        without="setpriv --reuid 65532 --regid 0 --clear-groups --bounding-set=-all --no-new-privs"
        $without test -r "$app" || exit 77
        exec $without "$@"
        """;
    return List.of(
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "sh",
        "-c",
        script,
        "confined",
        data.toString(),
        MusterProcess.application().toString());
  }

  private static int run(List<String> prefix, String... command) throws Exception {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(List.of(command));
    try {
      Process process = new ProcessBuilder(line).inheritIO().start();
      return process.waitFor();
    } catch (IOException e) {
      return CANNOT; // no such program
    }
  }

  /** What the image gives the JVM, with its own paths in the place of the image's. */
  private List<String> options() {
    return Dockerfile.read("Dockerfile.jvm").image().exec("ENTRYPOINT").stream()
        .filter(option -> option.startsWith("-X") || option.startsWith("-D"))
        .filter(option -> !option.contains("AOTCache"))
        .map(option -> option.replace("/data", data.toString()))
        .toList();
  }

  @Test
  void nothingButTheDataFolderIsWritten() throws Exception {
    Files.writeString(data.resolve("probe"), "");
    assumeTrue(
        run(confined(), "true") == 0,
        "needs root, unshare and setpriv, and a checkout that others may read");
    Files.delete(data.resolve("probe"));
    TestCertificate certificate = TestCertificate.make("EC");
    Files.writeString(data.resolve("server.crt"), certificate.chain());
    Files.writeString(data.resolve("server.key"), certificate.key());

    Launch launch =
        MusterProcess.server()
            .on(data)
            .prefix(confined().toArray(String[]::new))
            .environment("HOME", "/nonexistent")
            .with("muster.agents.tls.certificate", data.resolve("server.crt").toString())
            .with("muster.agents.tls.key", data.resolve("server.key").toString());
    if (!MusterProcess.isNative()) {
      launch.jvm("@" + Path.of("bin/jvm.options").toAbsolutePath());
      options().forEach(launch::jvm);
    }
    try (MusterProcess server = launch.start()) {
      assertThat(Files.getAttribute(Path.of("/proc/" + server.pid()), "unix:uid")).isEqualTo(65532);
      assertThat(server.log())
          .as("Netty's libraries are loaded though not from /tmp")
          .contains(MusterProcess.isNative() ? "tls=jdk" : "tls=openssl")
          .doesNotContain("level=WARN", "level=ERROR", "\tat ", "Read-only file system");
      try (OperatorClient operator = server.operator()) {
        assertThat(operator.putConfig("prod", "receivers: {}\n").status())
            .as("a config is stored")
            .isEqualTo(201);
      }
      assertThat(health(server)).isZero();
      assertThat(health(server, "--live")).isZero();

      server.terminate();
      Exit exit = server.waitForExit(Duration.ofSeconds(30));
      assertThat(exit.code()).isIn(0, 143);
      assertThat(exit.output()).contains("event=drained");
      assertThat(health(server, "--live")).as("nobody there").isEqualTo(1);
    }
    try (Stream<Path> left = Files.list(data.resolve("native"))) {
      assertThat(left).as("libraries are removed").isEmpty();
    }
  }

  /** As the image's HEALTHCHECK does, in the same confinement. */
  private int health(MusterProcess server, String... options) throws Exception {
    List<String> command = new ArrayList<>(MusterProcess.command());
    command.addAll(List.of("health", "--data", server.data().toString()));
    command.addAll(List.of(options));
    return run(confined(), command.toArray(String[]::new));
  }
}
