package io.muster.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tarball, unpacked where nothing may be written, by somebody who has a Java and the tools of a
 * plain system: no Maven, no git, no Go, and no setting.
 */
class TarballIT {

  /** Of POSIX, and mktemp, readlink and the shell in which the README is typed. */
  private static final List<String> TOOLS =
      List.of(
          "awk",
          "bash",
          "cat",
          "cksum",
          "dirname",
          "env",
          "find",
          "grep",
          "mkdir",
          "mktemp",
          "readlink",
          "rm",
          "rmdir",
          "sed",
          "sh",
          "sleep");

  @TempDir private Path folder;

  private Path home;
  private Map<String, String> environment;

  @BeforeEach
  void unpack() throws Exception {
    Path built = MusterProcess.application().resolveSibling("quarkus-app-dependencies.txt");
    Path tarball;
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      List<Path> found =
          files.filter(file -> file.toString().matches("target/muster-.*\\.tar\\.gz")).toList();
      assumeTrue(!found.isEmpty(), "needs ./mvnw package, not with -Dquick");
      assertThat(found).hasSize(1);
      tarball = found.getFirst();
    }
    assumeTrue(
        Files.getLastModifiedTime(tarball).compareTo(Files.getLastModifiedTime(built)) >= 0,
        tarball + " is older than the server: ./mvnw package makes it anew");
    Process tar =
        new ProcessBuilder("tar", "xzf", tarball.toAbsolutePath().toString())
            .directory(folder.toFile())
            .inheritIO()
            .start();
    assertThat(tar.waitFor(60, TimeUnit.SECONDS) && tar.exitValue() == 0).isTrue();
    home = folder.resolve(tarball.getFileName().toString().replace(".tar.gz", ""));
    Path path = Files.createDirectory(folder.resolve("path"));
    for (String tool : TOOLS) {
      Path there = Path.of("/bin", tool);
      Files.createSymbolicLink(
          path.resolve(tool), Files.exists(there) ? there : Path.of("/usr/bin", tool));
    }
    Files.createSymbolicLink(
        path.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
    environment = new HashMap<>();
    environment.put("PATH", path.toString());
    environment.put("HOME", Files.createDirectory(folder.resolve("home")).toString());
  }

  /** Every file with its size and time, to be compared. */
  private Map<Path, String> files() throws IOException {
    Map<Path, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return all;
  }

  @Test
  void theReadmeWorksAsPrintedWhereItWasUnpacked() throws Exception {
    Map<Path, String> before = files();
    writable(false);
    RunnablePage page = RunnablePage.read(home.resolve("README.md"));
    assertThat(page.blocks()).anyMatch(RunnablePage.Block::isRun);
    environment.put("MUSTER_JAVA_OPTS", "-Xmx512m");
    try (PageRun run = new PageRun(page, home, environment)) {
      run.all();
    } finally {
      writable(true);
    }
    assertThat(files()).isEqualTo(before);
    try (Stream<Path> cache = Files.walk(folder.resolve("home/.cache/muster"))) {
      assertThat(cache.map(file -> file.getFileName().toString()))
          .contains("muster.aot", "muster-client.aot", "key");
    }
  }

  private void writable(boolean writable) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        assertThat(file.toFile().setWritable(writable)).isTrue();
      }
    }
  }

  /** Nobody gets a library whose licence is not in it. */
  @Test
  void everyLibraryIsListedWithALicenceWhoseTextIsThere() throws Exception {
    String list = Files.readString(home.resolve("licences/THIRD-PARTY.txt"));
    JsonNode bom = new ObjectMapper().readTree(home.resolve("sbom.cdx.json").toFile());
    TreeSet<String> components = new TreeSet<>();
    bom.path("components")
        .forEach(each ->
            components.add(
                "%s.%s-%s"
                    .formatted(
                        each.path("group").asText(),
                        each.path("name").asText(),
                        each.path("version").asText())));
    try (Stream<Path> jars = Files.walk(home.resolve("lib/app/lib"))) {
      for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
        String name = jar.getFileName().toString().replace(".jar", "");
        // Behind the version there may be which system it is for.
        String component =
            components.stream()
                .filter(each -> name.equals(each) || name.startsWith(each + "-"))
                .findFirst()
                .orElse("");
        assertThat(component).as("%s is in sbom.cdx.json", name).isNotEmpty();
        assertThat(list.lines().filter(line -> component.equals(componentOf(line))))
            .as("%s is in THIRD-PARTY.txt", component)
            .hasSize(1);
      }
    }
    assertThat(list.lines().filter(line -> !componentOf(line).isEmpty()))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(licences(line)).as(line).anyMatch(this::isThere));
  }

  /** As {@code group.name-version}; empty if the line is about none. */
  private static String componentOf(String line) {
    return line.matches(".*\\(\\S+:\\S+:\\S+ - .*\\)$")
        ? line.replaceFirst(".*\\(([^\\s:(]+):(\\S+):(\\S+) - .*\\)$", "$1.$2-$3")
        : "";
  }

  private static List<String> licences(String line) {
    String begin = line.strip();
    return List.of(
        begin.substring(1, begin.lastIndexOf(") ", begin.lastIndexOf(" ("))).split("\\) \\("));
  }

  private boolean isThere(String licence) {
    return licence.equals("Apache-2.0")
        ? Files.exists(home.resolve("LICENSE"))
        : Files.exists(home.resolve("licences").resolve(licence + ".txt"));
  }

  @Test
  void theChecksumsAreThoseOfTheFiles() throws Exception {
    Path sums = Path.of("target", home.getFileName() + ".sha256");
    Process check =
        new ProcessBuilder("sha256sum", "-c", sums.getFileName().toString())
            .directory(Path.of("target").toFile())
            .inheritIO()
            .start();
    assertThat(check.waitFor()).isZero();
    assertThat(Files.readString(sums))
        .contains(home.getFileName() + ".tar.gz", home.getFileName() + ".cdx.json");
  }
}
