package io.muster.interop;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The program of {@code interop/go}, built once per run from the Go module proxy. */
final class GoProgram {

  private static final Path SOURCE = Path.of("interop", "go");
  private static final Path BINARY = Path.of("target", "interop", "agent").toAbsolutePath();

  private static final Pattern VERSION = Pattern.compile("go1\\.(\\d+)");

  /** As go.mod says; an older one would download a newer one, or fail. */
  private static final int LEAST_MINOR = 26;

  private GoProgram() {}

  /** The program; aborts the test, with the reason, where there is no Go. */
  static Path binary() {
    if (!Build.PRESENT) {
      abort("needs Go 1.26 or newer on the PATH (go.dev/dl) to build " + SOURCE);
    }
    return Build.RESULT;
  }

  /** The holder makes the build happen once, and only if a test asks for it. */
  private static final class Build {
    static final boolean PRESENT = present();
    static final Path RESULT = PRESENT ? build() : BINARY;

    private static boolean present() {
      try {
        Process go = new ProcessBuilder("go", "env", "GOVERSION").start();
        var version = new String(go.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var found = VERSION.matcher(version);
        return go.waitFor() == 0 && found.find() && Integer.parseInt(found.group(1)) >= LEAST_MINOR;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private static Path build() {
      try {
        var compiler =
            new ProcessBuilder("go", "build", "-o", BINARY.toString(), ".")
                .directory(SOURCE.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
          throw new IllegalStateException("go build of " + SOURCE + " failed:\n" + output);
        }
        return BINARY;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
