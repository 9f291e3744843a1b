package io.muster.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Commands that build or fetch what a test needs, run to their end. */
final class Installation {

  private Installation() {}

  /** What the command prints on stdout; fails with all that it prints if it does not succeed. */
  static String run(Path folder, List<String> command) {
    try {
      var process = new ProcessBuilder(command).directory(folder.toFile()).start();
      process.getOutputStream().close();
      var errors = new StringBuilder();
      var reader =
          Thread.ofVirtual()
              .name("installation-errors")
              .start(() ->
                  process
                      .errorReader(StandardCharsets.UTF_8)
                      .lines()
                      .forEach(line -> errors.append(line).append('\n')));
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      reader.join();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed:\n" + errors + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(command.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether the command exists and succeeds. */
  static boolean works(String... command) {
    try {
      run(Path.of("."), List.of(command));
      return true;
    } catch (UncheckedIOException | IllegalStateException e) {
      return false;
    }
  }
}
