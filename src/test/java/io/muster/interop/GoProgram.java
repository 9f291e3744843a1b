package io.muster.interop;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assumptions.abort;

import io.muster.process.OncePerBuild;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The program of {@code interop/go}, built once per run from the Go module proxy. */
final class GoProgram {

  /** A version of opamp-go that the program is built with. */
  enum Library {
    V0_23("opamp-go-23"),
    V0_24("opamp-go-24", "-modfile=go-0.24.mod", "-tags=opamp024");

    private final String name;
    private final List<String> flags;

    Library(String name, String... flags) {
      this.name = name;
      this.flags = List.of(flags);
    }

    /** Fit to be part of the name of a config. */
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Path SOURCE = Path.of("interop", "go");

  private static final Pattern VERSION = Pattern.compile("go1\\.(\\d+)");

  /** As go.mod says; an older one would download a newer one, or fail. */
  private static final int LEAST_MINOR = 26;

  private GoProgram() {}

  /** The program; aborts the test, with the reason, where there is no Go. */
  static List<String> command(Library library) {
    if (!present()) {
      abort("needs Go 1.26 or newer on the PATH (go.dev/dl) to build " + SOURCE);
    }
    var built =
        switch (library) {
          case V0_23 -> First.PROGRAM;
          case V0_24 -> Second.PROGRAM;
        };
    return List.of(built.toString());
  }

  /** Whether there is a Go that builds what is in {@code interop}. */
  static boolean present() {
    try {
      var version = Installation.run(Path.of("."), List.of("go", "env", "GOVERSION"));
      var found = VERSION.matcher(version);
      return found.find() && Integer.parseInt(found.group(1)) >= LEAST_MINOR;
    } catch (UncheckedIOException | IllegalStateException e) {
      return false;
    }
  }

  /** The holders make each build happen once, and only if a test asks for it. */
  private static final class First {
    static final Path PROGRAM = build(Library.V0_23);
  }

  private static final class Second {
    static final Path PROGRAM = build(Library.V0_24);
  }

  /** Another program on the library, built. */
  static List<String> built(Library library, String source) {
    command(library);
    var folder = Path.of("target", "interop", library.name + "-connect").toAbsolutePath();
    var program = folder.resolve("connect");
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("main.go"), source);
      for (var file : List.of("go.mod", "go.sum", "go-0.24.mod", "go-0.24.sum")) {
        Files.copy(SOURCE.resolve(file), folder.resolve(file), REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var command = new ArrayList<>(List.of("go", "build"));
    command.addAll(library.flags);
    command.addAll(List.of("-o", program.toString(), "."));
    Installation.run(folder, command);
    return List.of(program.toString());
  }

  private static Path build(Library library) {
    var program = Path.of("target", "interop", library.name).toAbsolutePath();
    var command = new ArrayList<>(List.of("go", "build"));
    command.addAll(library.flags);
    command.addAll(List.of("-o", program.toString(), "."));
    // A second build would replace the file that tests of another JVM are running.
    OncePerBuild.make(
        program,
        SOURCE,
        () -> {
          Installation.run(SOURCE, command);
          return true;
        });
    return program;
  }
}
