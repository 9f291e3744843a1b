package io.muster.interop;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The program of {@code interop/python}, in an environment of its own, made once from PyPI. */
final class PythonProgram {

  private static final Path SOURCE = Path.of("interop", "python").toAbsolutePath();
  private static final Path FOLDER = Path.of("target", "interop", "python").toAbsolutePath();

  private PythonProgram() {}

  /** The program; aborts the test, with the reason, where there is no Python. */
  static List<String> command() {
    if (!Installation.works("python3", "-c", "import venv, ensurepip")) {
      abort("needs python3 with venv on the PATH (Debian: python3-venv) to run " + SOURCE);
    }
    return List.of(Environment.PYTHON.toString(), SOURCE.resolve("agent.py").toString());
  }

  /** A file in the environment's folder. */
  static Path file(String name, String text) {
    try {
      return Files.writeString(FOLDER.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The holder makes it happen once, and only if a test asks for it. */
  private static final class Environment {
    static final Path PYTHON = make();

    private static Path make() {
      var python = FOLDER.resolve(Path.of("bin", "python"));
      var here = Path.of(".");
      if (!Files.isExecutable(python)) {
        Installation.run(here, List.of("python3", "-m", "venv", FOLDER.toString()));
      }
      var requirements = SOURCE.resolve("requirements.txt").toString();
      Installation.run(
          here, List.of(python.toString(), "-m", "pip", "install", "-q", "-r", requirements));
      return python;
    }
  }
}
