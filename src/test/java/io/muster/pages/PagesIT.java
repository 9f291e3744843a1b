package io.muster.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.muster.process.MusterProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every page that says its commands work, typed top to bottom on a fresh server ({@link
 * RunnablePage} says how a page says so). What the README shows of a rollout is drawn from it as
 * well: {@code docs/demo/record.sh} keeps the picture.
 */
class PagesIT {

  private static final Path RECORDING = Path.of("target", "rollback.svg");

  @TestFactory
  Stream<DynamicTest> everyPageWorksAsPrinted() throws IOException {
    assumeFalse(MusterProcess.isNative(), "the launcher runs the server on the JVM");
    assertThatNothingIsToBeBuilt();
    return RunnablePage.all().stream()
        .map(page -> DynamicTest.dynamicTest(page.file().toString(), () -> run(page)));
  }

  private static void run(RunnablePage page) throws Exception {
    page.programs()
        .forEach(program -> assumeTrue(isInstalled(program), "needs " + program + " on the PATH"));
    try (PageRun run = new PageRun(page)) {
      run.all();
      if (!run.recording().isEmpty()) {
        assertThat(RECORDING).as("one page has the picture").doesNotExist();
        String picture = RecordingPicture.of(run.recording());
        Files.writeString(RECORDING, picture);
        RecordingTest.assertThatItShowsWhatThePageSays(page, picture);
      }
    }
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The launcher would begin to build; a build has its place before this test. */
  private static void assertThatNothingIsToBeBuilt() throws IOException {
    Files.deleteIfExists(RECORDING);
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
