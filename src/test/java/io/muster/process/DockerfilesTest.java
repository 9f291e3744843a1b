package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of our images, as far as they can be told without a container engine. */
class DockerfilesTest {

  private static final String LIVE_CHECK = "io.muster.cli.LiveCheck";

  private static final Pattern NUMERIC = Pattern.compile("[1-9]\\d*:\\d+");

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
  void itRunsAsANumberedUserThatIsNotRoot(String name) {
    // By number: Kubernetes' runAsNonRoot cannot tell what a name stands for.
    assertThat(Dockerfile.read(name).image().all("USER"))
        .hasSize(1)
        .allMatch(NUMERIC.asMatchPredicate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
  void basesComeFromArgumentsWithATagThatIsNotLatest(String name) {
    Dockerfile file = Dockerfile.read(name);
    Set<String> known = new HashSet<>(Set.of("scratch"));
    for (String from : file.all("FROM")) {
      String[] words = from.split("\\s+");
      assertThat(known.contains(words[0]) || words[0].startsWith("${")).as(from).isTrue();
      if (words.length == 3) {
        known.add(words[2]);
      }
    }
    assertThat(file.all("ARG"))
        .filteredOn(argument -> argument.contains("/"))
        .hasSize(2)
        .allMatch(argument -> argument.matches("[A-Z]+=[a-z.]+/.+:[^:/]+"))
        .noneMatch(argument -> argument.endsWith(":latest"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
  void itIsStartedAndAskedWithoutAShell(String name) {
    Dockerfile image = Dockerfile.read(name).image();
    assertThat(image.exec("ENTRYPOINT").getFirst()).startsWith("/");
    assertThat(image.exec("CMD")).containsExactly("serve");
    List<String> check = image.exec("HEALTHCHECK");
    assertThat(check.getFirst()).startsWith("/");
    // The JVM has a program of its own for it, which takes a tenth of the time.
    assertThat(String.join(" ", check))
        .endsWith(name.equals("Dockerfile.jvm") ? " " + LIVE_CHECK : " health --live");
    assertThat(image.all("STOPSIGNAL")).containsExactly("SIGTERM");
    assertThat(image.all("RUN")).as("the base has no shell to rely on").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void nothingIsDoneWhereTheJdkOfABaseLies(String name) {
    // The official image has its JDK in /opt/java/openjdk, and jlink makes no folder that is there.
    assertThat(Dockerfile.read(name).instructions())
        .isNotEmpty()
        .noneMatch(instruction -> instruction.rest().contains("/opt/java"));
  }

  static List<String> dockerfiles() throws IOException {
    try (Stream<Path> files = Files.list(Dockerfile.FOLDER)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("dockerfiles")
  void whereAStageIsChosenTheDefaultStandsAtItsFrom(String name) {
    Dockerfile file = Dockerfile.read(name);
    assertThat(file.all("ARG")).contains("APP");
    assertThat(file.all("FROM")).contains("${APP:-build} AS app");
  }

  @Test
  void theServersOptionsForTheJvmAreNotForTheHealthCheck() {
    // With the server's heap, JMX port or debugger a second JVM would not start.
    assertThat(Dockerfile.read("Dockerfile.jvm").image().exec("HEALTHCHECK"))
        .startsWith("/usr/bin/env", "-u", "JDK_JAVA_OPTIONS", "/opt/muster/jre/bin/java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
  void dataIsAVolumeThatTheUserOwnsAndPortsAreOpenToOthers(String name) {
    Dockerfile image = Dockerfile.read(name).image();
    assertThat(image.exec("VOLUME")).containsExactly("/data");
    String user = image.all("USER").getFirst();
    // COPY takes the content of a folder without its own mode, so it is the folder around it.
    assertThat(image.all("COPY"))
        .anyMatch(
            copy -> copy.matches("--from=[a-z]+ --chown=" + Pattern.quote(user) + " /volume /"));
    assertThat(Dockerfile.read(name).all("RUN"))
        .filteredOn(run -> run.contains("/volume"))
        .singleElement()
        .asString()
        .endsWith("&& mkdir /volume && mkdir -m 0770 /volume/data");
    assertThat(image.all("EXPOSE")).containsExactly("4320 8080");
    assertThat(image.environment())
        .containsEntry("MUSTER_DATA", "/data")
        .containsEntry("MUSTER_AGENTS_HOST", "0.0.0.0")
        .containsEntry("MUSTER_OPERATORS_HOST", "0.0.0.0")
        .as("others are asked for tokens unless the operator says no")
        .doesNotContainKey("MUSTER_AGENTS_AUTHENTICATION");
    assertThat(image.all("LABEL").getFirst())
        .contains(
            "org.opencontainers.image.title",
            "org.opencontainers.image.licenses=\"Apache-2.0\"",
            "org.opencontainers.image.version",
            "org.opencontainers.image.revision");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
  void whatIsCopiedIsThereAndNotIgnored(String name) throws IOException {
    List<String> shown =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();
    for (String copy : Dockerfile.read(name).all("COPY")) {
      if (copy.contains("--from=")) {
        continue;
      }
      String[] words = copy.replaceAll("--\\S+\\s+", "").split("\\s+");
      for (String source : List.of(words).subList(0, words.length - 1)) {
        assertThat(shown).as(source).anyMatch(path -> covers(path, source));
        if (!source.startsWith("target/")) {
          assertThat(Path.of(source)).exists();
        }
      }
    }
  }

  private static boolean covers(String shown, String source) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + shown);
    return source.equals(shown)
        || source.startsWith(shown + "/")
        || matcher.matches(Path.of(source));
  }
}
