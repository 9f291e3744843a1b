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
 * that runs tests adds what it saw; what an earlier run left is overwritten.
 */
final class Results implements AutoCloseable {

  static final Path FILE = Path.of("target", "conformance.json");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The same in all JVMs of one build. */
  private static final String RUN =
      System.getProperty("conformance.run", Long.toString(ProcessHandle.current().pid()));

  private final Map<String, Result> byId = new TreeMap<>();
  private String server = "";

  /** What the file holds. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Written(String run, String server, Map<String, Result> checks) {}

  synchronized void server(String name) {
    server = name;
  }

  synchronized void add(String id, Result result) {
    byId.merge(id, result, Result::and);
  }

  @Override
  public synchronized void close() throws IOException {
    Files.createDirectories(FILE.toAbsolutePath().getParent());
    try (FileChannel lock =
            FileChannel.open(
                FILE.resolveSibling("conformance.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = lock.lock()) {
      addOthers();
      JSON.writerWithDefaultPrettyPrinter()
          .writeValue(FILE.toFile(), new Written(RUN, server, byId));
    }
  }

  private void addOthers() throws IOException {
    if (Files.exists(FILE)) {
      Written before = JSON.readValue(FILE.toFile(), Written.class);
      if (RUN.equals(before.run())) {
        before.checks().forEach(this::add);
      }
    }
  }
}
