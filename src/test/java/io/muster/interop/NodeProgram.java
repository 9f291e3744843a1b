package io.muster.interop;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The program of {@code interop/node} and what it depends on, installed once from npm. */
final class NodeProgram {

  private static final Path SOURCE = Path.of("interop", "node");
  private static final Path FOLDER = Path.of("target", "interop", "node").toAbsolutePath();

  private NodeProgram() {}

  /** The program; aborts the test, with the reason, where there is no Node. */
  static List<String> command() {
    if (!Installation.works("node", "--version") || !Installation.works("npm", "--version")) {
      abort("needs node and npm on the PATH (Debian: nodejs, npm) to run " + SOURCE);
    }
    return List.of("node", Modules.PROGRAM.toString());
  }

  /** A file beside the modules, which it finds there. */
  static Path file(String name, String text) {
    try {
      return Files.writeString(FOLDER.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The holder makes it happen once, and only if a test asks for it. */
  private static final class Modules {
    static final Path PROGRAM = install();

    private static Path install() {
      try {
        Files.createDirectories(FOLDER);
        for (var file : List.of("agent.js", "package.json", "package-lock.json")) {
          Files.copy(
              SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Installation.run(FOLDER, List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
      return FOLDER.resolve("agent.js");
    }
  }
}
