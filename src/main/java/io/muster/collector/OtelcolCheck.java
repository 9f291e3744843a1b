package io.muster.collector;

import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.ConfigProblem.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Asks a real collector's `validate`: the only one that knows the components' own settings. The
 * program gets the files in a folder of its own, mode 0700 and removed afterwards, and none of the
 * server's environment; its time, its output and how many run at once are bounded.
 *
 * <p>A config that has the collector read anything but environment variables is not shown to it:
 * `${file:…}` would be read on the server, with the server's rights. Blocks; thread-safe.
 */
final class OtelcolCheck {

  private static final Logger LOG = Logger.getLogger(OtelcolCheck.class);

  private static final int MAX_OUTPUT = 16 << 10;
  private static final int AT_ONCE = 2;

  /** A reference to a variable; its default cannot become part of another reference. */
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{(env:)?[a-zA-Z_][a-zA-Z0-9_]*(:-[^${}]*)?}");

  private final Path program;
  private final Duration timeout;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  OtelcolCheck(Path program, Duration timeout) {
    this.program = program;
    this.timeout = timeout;
  }

  /** What the program says; empty if the config is fine by it. */
  Optional<ConfigProblem> check(ConfigDocument document) {
    List<ConfigFile> files =
        document.files().stream()
            .filter(file -> file.syntax() != ConfigFile.Syntax.OTHER)
            .sorted(CollectorCheck.MERGE_ORDER)
            .toList();
    if (files.stream().anyMatch(OtelcolCheck::readsMore)) {
      return Optional.of(
          skipped(
              "the config has references to more than environment variables, which would be read"
                  + " on the server"));
    }
    try {
      if (!turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.of(skipped("others are being checked; try again"));
      }
      try {
        return run(files);
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(skipped("the server is stopping"));
    } catch (IOException e) {
      LOG.warnf("event=otelcol_check_failed program=%s reason=%s", program, e);
      return Optional.of(skipped("the program cannot be run, the server's log says why"));
    }
  }

  private static boolean readsMore(ConfigFile file) {
    return VARIABLE.matcher(file.body().toStringUtf8()).replaceAll("").contains("${");
  }

  private Optional<ConfigProblem> run(List<ConfigFile> files)
      throws IOException, InterruptedException {
    Path folder =
        Files.createTempDirectory(
            "muster-check-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      List<String> command = new ArrayList<>(List.of(program.toString(), "validate"));
      for (ConfigFile file : files) {
        // Numbered: a name from outside must not become a path.
        Path path = folder.resolve(command.size() + ".yaml");
        Files.write(path, file.body().toByteArray());
        command.add("--config=file:" + path);
      }
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().put("HOME", folder.toString());
      return outcome(builder.start(), folder);
    } finally {
      remove(folder);
    }
  }

  private Optional<ConfigProblem> outcome(Process process, Path folder)
      throws IOException, InterruptedException {
    process.getOutputStream().close();
    StringBuilder output = new StringBuilder();
    Thread reader = Thread.ofVirtual().start(() -> read(process.getInputStream(), output));
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.of(skipped("it did not answer within " + timeout.toSeconds() + " s"));
      }
      reader.join(timeout);
      if (process.exitValue() == 0) {
        return Optional.empty();
      }
      String text;
      synchronized (output) {
        text = output.toString();
      }
      return Optional.of(
          new ConfigProblem(
              Severity.ERROR,
              null,
              0,
              0,
              "",
              "otelcol validate says: " + said(text, folder),
              "found by the program of muster.validation.otelcol, which may have other components"
                  + " than your agents"));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Reads to the end so that the program is never held up; keeps only the beginning. */
  private static void read(InputStream in, StringBuilder output) {
    byte[] buffer = new byte[4096];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (output) {
          if (output.length() < MAX_OUTPUT) {
            output.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
          }
        }
      }
    } catch (IOException e) {
      LOG.debugf("event=otelcol_output_ended reason=%s", e);
    }
  }

  /** Without our folder's name, log lines and line ends. */
  private static String said(String output, Path folder) {
    String text =
        output
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.matches("\\d{4}-\\d\\d-\\d\\d.*"))
            .reduce("", (all, line) -> all.isEmpty() ? line : all + " | " + line)
            .replace(folder + "/", "")
            .replaceFirst("^Error: ", "");
    return text.length() <= 4_000 ? text : text.substring(0, 4_000) + "…";
  }

  private static ConfigProblem skipped(String why) {
    return new ConfigProblem(
        Severity.WARNING, null, 0, 0, "", "not checked by otelcol validate: " + why, "");
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warnf("event=check_folder_left folder=%s reason=%s", folder, e);
    }
  }
}
