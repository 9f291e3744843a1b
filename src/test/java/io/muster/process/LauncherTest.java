package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher in a fresh clone: what it does before, and while, there is nothing to run. */
class LauncherTest {

  /** Fails loudly where help must not come to. */
  private static final String NO_JDK = "find_jdk() { echo 'no JDK here' >&2; return 1; }\n";

  @TempDir private Path clone;

  private record Ran(int code, String out, String err) {}

  @BeforeEach
  void copy() throws IOException {
    Path bin = Files.createDirectories(clone.resolve("bin"));
    Files.createDirectories(clone.resolve("src/main"));
    try (Stream<Path> files = Files.list(Path.of("bin"))) {
      for (Path file : files.toList()) {
        Files.copy(file, bin.resolve(file.getFileName()));
      }
    }
    for (String file : List.of("muster", "pom.xml")) {
      Files.copy(Path.of(file), clone.resolve(file));
    }
    script("bin/find-jdk.sh", NO_JDK);
  }

  private void script(String file, String text) throws IOException {
    Path path = clone.resolve(file);
    Files.writeString(path, text);
    assertThat(path.toFile().setExecutable(true)).isTrue();
  }

  private Ran muster(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", clone.resolve("muster").toString()));
    command.addAll(List.of(arguments));
    Path out = clone.resolve("out");
    Path err = clone.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("MUSTER_"));
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @ParameterizedTest
  @CsvSource({
    "--help, muster [",
    "-h, muster [",
    "serve --help, muster serve ",
    "rollout --help, muster rollout ",
    "rollouts start -h, muster rollout start ",
    "rollout start prod prod@2 --help, muster rollout start ",
    "get agents -l env=prod --help, muster get ",
    "-h get, muster [",
  })
  void helpNeedsNoJdkAndNoBuild(String line, String usage) throws Exception {
    Ran ran = muster(line.split(" "));
    assertThat(ran.out()).startsWith("Usage: " + usage).doesNotContain("\n# ");
    assertThat(ran.out().split("Usage: ", -1)).hasSize(2);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(clone.resolve("target")).doesNotExist();
  }

  @Test
  void noCommandIsAnsweredLikeWrongUsage() throws Exception {
    Ran ran = muster();
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("Missing command: try 'muster serve'\nUsage: muster [");
  }

  @Test
  void whatIsNoQuestionForHelpWantsTheProgram() throws Exception {
    Ran ran = muster("get", "agents");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).isEqualTo("no JDK here\n");
  }

  @Test
  void aColdBuildSaysWhatItIsAt() throws Exception {
    script("bin/find-jdk.sh", "find_jdk() { JAVA_HOME=$home; export JAVA_HOME; }\n");
    script("bin/train.sh", "train() { :; }\n");
    script("bin/java", "#!/bin/sh\necho started \"$@\"\n");
    script(
        "mvnw",
        """
        #!/bin/sh
        echo '[INFO] Scanning for projects...'
        echo '[INFO] Downloaded from central: https://repo.example/a.pom (1 kB)'
        echo '[INFO] Downloaded from central: https://repo.example/b.jar (1 kB)'
        echo '[INFO] --- compiler:3.16.0:compile (default-compile) @ muster ---'
        until grep -q compiling "$PWD/err"; do sleep 0.1; done
        echo '[INFO] --- quarkus:3.34.2:build (default) @ muster ---'
        until grep -q putting "$PWD/err"; do sleep 0.1; done
        """);
    Ran ran = muster("get", "summary");
    assertThat(ran.err())
        .contains("Building Muster, once.")
        .contains(" s  compiling, 2 files fetched from Maven Central\n")
        .contains(" s  putting the server together, 2 files fetched from Maven Central\n")
        .contains("Starting it once, so that later starts are quick")
        .doesNotContain("[INFO]");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("started", "quarkus-run.jar get summary");
  }

  @Test
  void aBuildThatFailsSaysWhy() throws Exception {
    script("bin/find-jdk.sh", "find_jdk() { return 0; }\n");
    script(
        "mvnw",
        """
        #!/bin/sh
        echo '[INFO] Scanning for projects...'
        echo '[ERROR] Unknown host repo.maven.apache.org'
        exit 1
        """);
    Ran ran = muster("serve");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains("[ERROR] Unknown host repo.maven.apache.org\nThe build failed.")
        .contains("target/build.log");
  }

  @Test
  void aBuildThatFailsWithoutAWordOfMavenShowsTheEndOfWhatItSaid() throws Exception {
    script("bin/find-jdk.sh", "find_jdk() { return 0; }\n");
    script("mvnw", "#!/bin/sh\necho 'curl: (6) could not resolve host' >&2\nexit 1\n");
    Ran ran = muster("serve");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("curl: (6) could not resolve host\nThe build failed.");
  }
}
