package io.muster.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The results of one run, written to {@code target/conformance.json} when JUnit is done. */
final class Results implements AutoCloseable {

  static final Path FILE = Path.of("target", "conformance.json");

  private final Map<String, Result> byId = new TreeMap<>();
  private String server = "";

  synchronized void server(String name) {
    server = name;
  }

  synchronized void add(String id, Result result) {
    byId.merge(id, result, Result::and);
  }

  @Override
  public synchronized void close() throws IOException {
    Files.createDirectories(FILE.toAbsolutePath().getParent());
    var json = new ObjectMapper().writerWithDefaultPrettyPrinter();
    Files.writeString(FILE, json.writeValueAsString(Map.of("server", server, "checks", byId)));
  }
}
