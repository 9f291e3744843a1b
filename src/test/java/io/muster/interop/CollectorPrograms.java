package io.muster.interop;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The OpAMP supervisor and the collector of {@code interop/supervisor}. Building them takes
 * minutes, so tests use what {@code build.sh} there has left in the user's cache, and are skipped
 * without it.
 */
final class CollectorPrograms {

  private static final Path SOURCE = Path.of("interop", "supervisor");

  private CollectorPrograms() {}

  static Path supervisor() {
    return program("opampsupervisor");
  }

  static Path collector() {
    return program("otelcol");
  }

  private static Path program(String name) {
    var folder = Installation.run(SOURCE, List.of("./build.sh", "--where")).strip();
    var program = Path.of(folder, name);
    if (!Files.isExecutable(program)) {
      abort("needs " + program + ", which " + SOURCE + "/build.sh builds in some minutes, with Go");
    }
    return program;
  }
}
