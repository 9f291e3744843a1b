package io.muster.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process of the cluster. What it prints goes into a file, which tells how it ended.
 *
 * @param name for people
 * @param process the JVM itself
 * @param log its output, both streams
 */
public record Child(String name, Process process, Path log) {

  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final int LAST_LINES = 20;

  /** The shell becomes the JVM, which leaves signals alone that were ignored when it started. */
  private static final String DEAF = "trap '' INT; exec \"$@\"";

  /**
   * Starts it; what was in the file before is gone. It does not hear of Ctrl-C, which a terminal
   * sends to all: the cluster stops its processes in their order.
   */
  public static Child start(String name, List<String> java, Path log) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", DEAF, "sh"));
    command.addAll(java);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(log.toFile())
              .start();
      return new Child(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started", e);
    }
  }

  /** The process id of the JVM. */
  public long pid() {
    return process.pid();
  }

  /** Completes when the process has ended. */
  CompletableFuture<Process> ended() {
    return process.onExit();
  }

  /** What it has printed. */
  public String output() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it is ready.
   *
   * @throws NotReady if it ends instead, or takes too long
   */
  public void await(Duration patience, java.util.function.BooleanSupplier ready)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!ready.getAsBoolean()) {
      if (process.waitFor(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NotReady(
            "%s ended with code %d:%n%s".formatted(name, process.exitValue(), lastLines()));
      }
      if (System.nanoTime() - end > 0) {
        throw new NotReady(
            "%s was not ready within %d s:%n%s".formatted(name, patience.toSeconds(), lastLines()));
      }
    }
  }

  private String lastLines() {
    List<String> lines = output().lines().toList();
    return String.join(
        System.lineSeparator(),
        lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** SIGTERM; kills it if it has not ended in time. */
  public void stop(Duration patience) {
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }
}
