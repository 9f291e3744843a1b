package io.muster.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of the machine that packages are looked at with. */
final class Programs {

  /** How a program ended, and what it printed, stdout and stderr together. */
  record Ran(int code, String output) {}

  private Programs() {}

  /** Skips the test, with its name, where one is missing. */
  static void assumeInstalled(String... programs) {
    for (String program : programs) {
      assumeTrue(
          Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
          "needs " + program + " on the PATH");
    }
  }

  static Ran run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
    return new Ran(process.exitValue(), output);
  }

  /** What it printed; fails if it did not end with 0. */
  static String output(String... command) throws IOException, InterruptedException {
    Ran ran = run(List.of(command));
    assertThat(ran.code()).as("%s: %s", List.of(command), ran.output()).isZero();
    return ran.output();
  }
}
