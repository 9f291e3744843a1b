package io.muster.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cli.client.CompletionCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Files that are packaged as they are here, held to what they repeat. */
class PackagedFilesTest {

  private static String pom() throws IOException {
    return Files.readString(Path.of("pom.xml"));
  }

  private static String only(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    String found = matcher.group(1);
    assertThat(matcher.find()).as(pattern + " once").isFalse();
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completionIsWhatTheCommandPrints(String shell) throws IOException {
    StringWriter printed = new StringWriter();
    new CommandLine(new CompletionCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(printed))
        .execute(shell);
    Path file = Path.of("packaging/completion/muster." + shell);
    assertThat(file).hasContent(printed.toString());
    assertThat(printed.toString()).isNotBlank();
  }

  @Test
  void theRuntimeOfThePackageIsThatOfTheImage() throws IOException {
    String image = Files.readString(Path.of("src/main/docker/Dockerfile.jvm"));
    assertThat(only("<muster.modules>(.*)</muster.modules>", pom()))
        .isEqualTo(only("--add-modules \\\\\n *(\\S+)", image));
  }

  @Test
  void theVersionThatIsBuiltHasASectionInTheChangelog() throws IOException {
    String version = only("(?m)^  <version>(.*)</version>$", pom());
    List<String> sections =
        Files.readAllLines(Path.of("CHANGELOG.md")).stream()
            .filter(line -> line.startsWith("## "))
            .toList();
    assertThat(sections.getFirst()).isEqualTo("## Unreleased");
    assertThat(sections.get(1))
        .matches(
            "## " + Pattern.quote(version.replace("-SNAPSHOT", "")) + " - \\d{4}-\\d\\d-\\d\\d");
    assertThat(only("(?m)^  <version>(.*)</version>$", benchmark("jmh"))).isEqualTo(version);
    assertThat(only("(?m)^  <version>(.*)</version>$", benchmark("gatling"))).isEqualTo(version);
  }

  private static String benchmark(String name) throws IOException {
    return Files.readString(Path.of("benchmarks", name, "pom.xml"));
  }
}
