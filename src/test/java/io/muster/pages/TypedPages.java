package io.muster.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.muster.process.MusterProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Pages that say their commands work, typed top to bottom on a fresh server ({@link RunnablePage}
 * says how a page says so). They wait more than they work; the classes that share them among
 * themselves run beside each other.
 */
abstract class TypedPages {

  static final Path README = Path.of("README.md");
  static final Path TOUR = Path.of("docs/tour.md");

  /** Whether this page is one of this class. */
  abstract boolean isOurs(Path page);

  /** What a page has that is to be drawn. */
  void draw(RunnablePage page, List<TypingShell.Ran> recording) throws Exception {
    assertThat(recording)
        .as("%s has a picture, and the README alone is drawn", page.file())
        .isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> everyPageWorksAsPrinted() throws IOException {
    assumeFalse(MusterProcess.isNative(), "the launcher runs the server on the JVM");
    assertThatNothingIsToBeBuilt();
    List<RunnablePage> ours =
        RunnablePage.all().stream().filter(page -> isOurs(page.file())).toList();
    assertThat(ours).isNotEmpty();
    return ours.stream()
        .map(page -> DynamicTest.dynamicTest(page.file().toString(), () -> run(page)));
  }

  private void run(RunnablePage page) throws Exception {
    page.programs()
        .forEach(program -> assumeTrue(isInstalled(program), "needs " + program + " on the PATH"));
    try (PageRun run = new PageRun(page)) {
      run.all();
      draw(page, run.recording());
    }
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The launcher would begin to build; a build has its place before this test. */
  private static void assertThatNothingIsToBeBuilt() throws IOException {
    Path built = MusterProcess.application().resolveSibling("quarkus-app-dependencies.txt");
    var time = Files.getLastModifiedTime(built);
    try (Stream<Path> main = Files.walk(Path.of("src/main"))) {
      Stream<Path> sources = Stream.concat(main, Stream.of(Path.of("pom.xml")));
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        assertThat(Files.getLastModifiedTime(source))
            .as("%s is newer than the packaged server: run ./mvnw package first", source)
            .isLessThanOrEqualTo(time);
      }
    }
  }
}
