package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.config.ConfigDocument;
import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.ConfigProblem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With shell scripts in the program's place. */
class OtelcolCheckTest {

  @TempDir Path folder;

  private Optional<ConfigProblem> check(String script, String yaml) throws IOException {
    Path program = folder.resolve("otelcol");
    Files.writeString(program, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new OtelcolCheck(program, Duration.ofSeconds(2))
        .check(ConfigDocument.collector(ByteString.copyFromUtf8(yaml)));
  }

  @Test
  void aConfigThatTheProgramTakesHasNoProblem() throws IOException {
    assertThat(check("exit 0", "a: 1")).isEmpty();
  }

  @Test
  void whatTheProgramSaysIsMarkedAsItsOwn() throws IOException {
    ConfigProblem problem =
        check(
                "echo 2026-11-23T00:00:00 log line; echo 'Error: receivers::otlp: no'; exit 1",
                "a: 1")
            .orElseThrow();
    assertThat(problem.severity()).isEqualTo(Severity.ERROR);
    assertThat(problem.message()).isEqualTo("otelcol validate says: receivers::otlp: no");
  }

  @Test
  void itSeesTheConfigInAClosedFolderThatIsGoneAfterwardsAndNoneOfOurEnvironment()
      throws IOException {
    Path seen = folder.resolve("seen");
    String script =
        """
        { pwd; stat -c %%a .; echo "$1"; cat "${2#--config=file:}"; env; } > %s
        """
            .formatted(seen);
    assertThat(check("PATH=/usr/bin:/bin; " + script, "a: ${env:X}")).isEmpty();
    List<String> lines = Files.readAllLines(seen);
    assertThat(lines.get(1)).isEqualTo("700");
    assertThat(lines.get(2)).isEqualTo("validate");
    assertThat(lines.get(3)).startsWith("a: ${env:X}");
    assertThat(lines.subList(4, lines.size()).stream().map(line -> line.replaceAll("=.*", "")))
        .isSubsetOf("HOME", "PWD", "PATH", "_", "SHLVL", "OLDPWD");
    assertThat(Path.of(lines.getFirst())).doesNotExist();
  }

  @Test
  void aProgramThatDoesNotEndIsEndedAndTheConfigCountsAsNotChecked() throws IOException {
    Path pid = folder.resolve("pid");
    ConfigProblem problem =
        check("echo $$ > " + pid + "; exec /bin/sleep 600", "a: 1").orElseThrow();
    assertThat(problem.severity()).isEqualTo(Severity.WARNING);
    assertThat(problem.message()).contains("did not answer within 2 s");
    long number = Long.parseLong(Files.readString(pid).strip());
    ProcessHandle.of(number)
        .ifPresent(process ->
            process.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join());
  }

  @Test
  void outputWithoutEndIsCut() throws IOException {
    ConfigProblem problem =
        check(
                "i=0; while [ $i -lt 20000 ]; do echo xxxxxxxxxxxxxxxx; i=$((i+1)); done; exit 1",
                "a: 1")
            .orElseThrow();
    assertThat(problem.message()).hasSizeBetween(3_000, 4_100);
  }

  @Test
  void aConfigThatWouldReadFilesOfTheServerIsNotShown() throws IOException {
    Path seen = folder.resolve("seen");
    for (String yaml :
        List.of("a: ${file:/etc/passwd}", "a: ${${env:X:-file}:/x}", "a: ${http://x/}", "a: ${e")) {
      ConfigProblem problem = check("touch " + seen, yaml).orElseThrow();
      assertThat(problem.message()).startsWith("not checked by otelcol validate");
    }
    assertThat(seen).doesNotExist();
  }

  @Test
  void aProgramThatIsNotThereIsAWarning() throws IOException {
    Optional<ConfigProblem> problem =
        new OtelcolCheck(folder.resolve("none"), Duration.ofSeconds(1))
            .check(ConfigDocument.collector(ByteString.copyFromUtf8("a: 1")));
    assertThat(problem.orElseThrow().severity()).isEqualTo(Severity.WARNING);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
