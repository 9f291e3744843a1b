package io.muster.conformance;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * The results of one run, written to {@code target/conformance.json} when JUnit is done. Each JVM
 * that runs tests adds what it saw; what an earlier run left is overwritten. Of a test that was run
 * again the last result counts.
 */
final class Results implements AutoCloseable {

  static final Path FILE = Path.of("target", "conformance.json");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The same in all JVMs of one build. */
  private static final String RUN =
      System.getProperty("conformance.run", Long.toString(ProcessHandle.current().pid()));

  private final Path file;
  private final String run;
  private final Map<String, Map<String, Result>> byIdAndTest = new TreeMap<>();
  private String server = "";

  Results() {
    this(FILE, RUN);
  }

  Results(Path file, String run) {
    this.file = file;
    this.run = run;
  }

  /**
   * What the file holds.
   *
   * @param tests the results of each check, by test
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Written(
      String run,
      String server,
      Map<String, Result> checks,
      Map<String, Map<String, Result>> tests) {}

  synchronized void server(String name) {
    server = name;
  }

  /**
   * Notes how a test of a check went.
   *
   * @param test which one; the same when it is run again
   */
  synchronized void add(String id, String test, Result result) {
    tests(id).put(test, result);
  }

  private Map<String, Result> tests(String id) {
    return byIdAndTest.computeIfAbsent(id, _ -> new TreeMap<>());
  }

  @Override
  public synchronized void close() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (FileChannel lock =
            FileChannel.open(
                file.resolveSibling("conformance.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = lock.lock()) {
      addOthers();
      JSON.writerWithDefaultPrettyPrinter()
          .writeValue(file.toFile(), new Written(run, server, checks(), byIdAndTest));
    }
  }

  private void addOthers() throws IOException {
    if (Files.exists(file)) {
      Written before = JSON.readValue(file.toFile(), Written.class);
      if (run.equals(before.run())) {
        before.tests().forEach((id, tests) -> tests.forEach(tests(id)::putIfAbsent));
        // Tests that start servers of their own do not name one.
        server = server.isEmpty() ? before.server() : server;
      }
    }
  }

  private Map<String, Result> checks() {
    Map<String, Result> checks = new TreeMap<>();
    byIdAndTest.forEach(
        (id, tests) -> tests.values().forEach(result -> checks.merge(id, result, Result::and)));
    return checks;
  }
}
