package io.muster.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A collector, by itself or run by the OpAMP supervisor, in a folder of its own, with the files
 * that it was given there. Closing it ends it and its children, and removes the folder.
 */
final class CollectorProcess implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final UUID uid = UUID.randomUUID();
  private final Path program;
  private final Path folder;
  private @Nullable Process process;

  private CollectorProcess(Path program) {
    this.program = program;
    try {
      this.folder = Files.createTempDirectory("muster-collector-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A collector under the supervisor; nothing runs until {@link #start()}.
   *
   * @param template the supervisor's config, in which {@code {uid}}, {@code {folder}} and {@code
   *     {collector}} are replaced
   */
  static CollectorProcess supervised(String template) {
    var made = new CollectorProcess(CollectorPrograms.supervisor());
    made.write("config.yaml", template);
    return made;
  }

  /** A collector by itself, with this config; {@code {uid}} in it is replaced. */
  static CollectorProcess alone(String template) {
    var made = new CollectorProcess(CollectorPrograms.collector());
    made.write("config.yaml", template);
    return made;
  }

  UUID uid() {
    return uid;
  }

  /** Writes a file of its folder. */
  void write(String file, String template) {
    var text = template;
    var places =
        Map.of(
            "{uid}", uid.toString(),
            "{folder}", folder.toString(),
            "{collector}", CollectorPrograms.collector().toString());
    for (var place : places.entrySet()) {
      text = text.replace(place.getKey(), place.getValue());
    }
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a part of a file that has it, as somebody with an editor would. */
  void edit(String file, String part, String replacement) {
    try {
      // Bytes of the supervisor's own file are no text; this keeps each as it is.
      var path = folder.resolve(file);
      var before = Files.readString(path, StandardCharsets.ISO_8859_1);
      if (!before.contains(part)) {
        throw new AssertionError(file + " has no '" + part + "':\n" + before);
      }
      Files.writeString(path, before.replace(part, replacement), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CollectorProcess start() {
    try {
      var builder =
          new ProcessBuilder(
                  program.toString(), "--config", folder.resolve("config.yaml").toString())
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
      builder.environment().put(SnippetServer.VARIABLE, SnippetServer.TOKEN);
      process = builder.start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("not started");
    }
    return process;
  }

  /** SIGTERM, and waits for the end. */
  void stop() {
    running().destroy();
    try {
      if (!running().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it does not stop:\n" + this);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** SIGKILL for the collector that the supervisor runs. */
  void killCollector() {
    List<ProcessHandle> children = running().children().toList();
    if (children.isEmpty()) {
      throw new AssertionError("the supervisor runs no collector:\n" + this);
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** Of what the supervisor runs now. */
  List<Long> collectorPids() {
    return running().children().map(ProcessHandle::pid).toList();
  }

  @Override
  public void close() {
    try {
      if (process != null) {
        var children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
      }
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    try {
      return "collector " + uid + "\n" + Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
