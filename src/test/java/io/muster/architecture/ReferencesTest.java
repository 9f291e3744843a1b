package io.muster.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.architecture.Pages.Line;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What code and pages refer to is there: decisions, pages, files, checks. */
class ReferencesTest {

  private static final Path SEMANTICS = Path.of("docs/semantics.md");
  private static final Path CONFORMANCE = Path.of("docs/conformance.md");

  /** A reference may be broken by the margin of a comment. */
  private static final Pattern DECISIONS =
      Pattern.compile("\\bSEMANTICS[\\s*/#]+(\\d+(?:(?:,| to| and)[\\s*/#]+\\d+)*)");

  private static final Pattern DECISION_HEADING = Pattern.compile("(\\d+)\\. .+");
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern PAGE = Pattern.compile("(?<![\\w./-])docs/[\\w./-]*+(?![*{<…])");
  private static final Pattern CHECK =
      Pattern.compile("(?<!-)\\b([A-Z]{2,4})-\\d{1,3}\\b(?!\\.\\d)");

  /** A path as far as it is one; none that stands for several. */
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w./*-])((?:benchmarks|interop|bin|deploy|docs|src|\\.ci)/[\\w./-]*+)(?![*{<…])");

  /** What looks like the id of a check and is the name of a standard. */
  private static final Set<String> STANDARDS = Set.of("SHA", "UTF", "FNV", "AES", "BSD");

  @Test
  void decisionsAreNumberedOneAfterTheOther() {
    List<Integer> numbers = new ArrayList<>(decisions());
    assertThat(numbers).isNotEmpty();
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(i + 1);
    }
  }

  @Test
  void everyDecisionThatIsReferredToIsOnThePage() {
    Set<Integer> decisions = decisions();
    List<String> unknown = new ArrayList<>();
    int found = 0;
    for (Path file : sources()) {
      Matcher matcher = DECISIONS.matcher(Pages.text(file));
      while (matcher.find()) {
        found++;
        Matcher number = NUMBER.matcher(matcher.group(1));
        while (number.find()) {
          if (!decisions.contains(Integer.parseInt(number.group()))) {
            unknown.add(file + ": SEMANTICS " + number.group());
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
    assertThat(found).as("references found").isGreaterThan(40);
  }

  @Test
  void everyPageThatCodeNamesIsThere() {
    List<String> missing = new ArrayList<>();
    for (Path file : sources()) {
      for (Line line : Pages.lines(file)) {
        missing(PAGE, line, missing);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyFileThatPagesNameIsThere() {
    List<String> missing = new ArrayList<>();
    for (Path page : Pages.markdown()) {
      Pages.code(page).forEach(line -> missing(PATH, line, missing));
    }
    assertThat(missing).isEmpty();
  }

  private static void missing(Pattern pattern, Line line, List<String> missing) {
    Matcher matcher = pattern.matcher(line.text());
    while (matcher.find()) {
      String path = matcher.group().replaceAll("[.-]+$", "");
      if (!path.startsWith("benchmarks/results") && !Files.exists(Path.of(path))) {
        missing.add(line.place() + ": " + path);
      }
    }
  }

  @Test
  void everyCheckThatIsNamedIsOnThePageOfConformance() {
    Set<String> checks = new TreeSet<>();
    for (Line line : Pages.lines(CONFORMANCE)) {
      Matcher matcher = CHECK.matcher(line.text());
      if (line.text().startsWith("| ") && matcher.find() && matcher.start() == 2) {
        checks.add(matcher.group());
      }
    }
    assertThat(checks).as("checks on the page").hasSizeGreaterThan(100);
    List<String> unknown = new ArrayList<>();
    for (Path file : sources()) {
      for (Line line : Pages.lines(file)) {
        Matcher matcher = CHECK.matcher(line.text());
        while (matcher.find()) {
          if (!checks.contains(matcher.group()) && !STANDARDS.contains(matcher.group(1))) {
            unknown.add(line.place() + ": " + matcher.group());
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static Set<Integer> decisions() {
    Set<Integer> numbers = new TreeSet<>();
    for (String heading : Pages.headings(SEMANTICS)) {
      Matcher matcher = DECISION_HEADING.matcher(heading);
      if (matcher.matches()) {
        int number = Integer.parseInt(matcher.group(1));
        assertThat(numbers.add(number)).as("decision " + number + " is there once").isTrue();
      }
    }
    return numbers;
  }

  /** Code, scripts and pages: what people write. */
  private static List<Path> sources() {
    Set<String> endings = Set.of("java", "md", "sh", "go", "py", "proto", "xml", "properties", "");
    List<Path> files =
        Pages.files(
            file -> {
              String name = file.getFileName().toString();
              int dot = name.lastIndexOf('.');
              return endings.contains(dot < 0 ? "" : name.substring(dot + 1))
                  || name.startsWith("Dockerfile");
            },
            "src/main",
            "src/test/java",
            "benchmarks",
            "interop",
            "bin",
            "deploy",
            "docs",
            ".ci");
    files.addAll(
        List.of(
            Path.of("pom.xml"),
            Path.of("README.md"),
            Path.of("CONTRIBUTING.md"),
            Path.of("CHANGELOG.md"),
            Path.of("tuning.md"),
            Path.of("muster"),
            Path.of("mvnw")));
    return files;
  }
}
