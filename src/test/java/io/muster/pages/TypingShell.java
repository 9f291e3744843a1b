package io.muster.pages;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One shell in which commands are typed one after the other. For one thread. */
final class TypingShell implements AutoCloseable {

  /** Told by the shell when a command is done, and when a part of it failed. */
  private static final String DONE = "\u0001done ";

  private static final String FAILED = "\u0001failed ";

  private final Process process;
  private final BufferedWriter in;
  private final BlockingQueue<Printed> out = new LinkedBlockingQueue<>();

  /**
   * A line that was printed.
   *
   * @param nanos of the system's clock for durations
   */
  record Printed(long nanos, String text) {}

  /**
   * What a command did.
   *
   * @param exit its exit code
   * @param failed commands in it that failed, each with its exit code
   */
  record Ran(String command, long nanos, int exit, List<String> failed, List<Printed> lines) {

    Ran {
      failed = List.copyOf(failed);
      lines = List.copyOf(lines);
    }

    String output() {
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append(line.text()).append('\n'));
      return text.toString();
    }
  }

  TypingShell(Path folder, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "--norc", "--noprofile", "-s")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    process = builder.start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().name("typing-shell").start(this::read);
    write(
        """
        set -o pipefail
        trap 'printf "\\1failed %s %s\\n" "$?" "${BASH_COMMAND%%$'\\n'*}"' ERR
        """);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.add(new Printed(System.nanoTime(), line));
      }
    } catch (IOException e) {
      // Closed: there is no more to read.
    }
  }

  private void write(String text) throws IOException {
    in.write(text);
    in.flush();
  }

  /** Types a command, of one line or several, and waits for its end. */
  Ran type(String command, Duration patience) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    // What it reads is not what is typed next; an output without an end of line must not hide the
    // word.
    write("{\n" + command + "\n} </dev/null\nprintf '\\n\\1done %s\\n' \"$?\"\n");
    List<Printed> lines = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    while (true) {
      long left = patience.toNanos() - (System.nanoTime() - begun);
      Printed line = out.poll(left, TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError(
            "'" + command + "' is not done after " + patience + "; it printed " + lines);
      }
      if (line.text().startsWith(DONE)) {
        int exit = Integer.parseInt(line.text().substring(DONE.length()));
        return new Ran(command, begun, exit, failed, trimmed(lines));
      }
      if (line.text().startsWith(FAILED)) {
        failed.add(line.text().substring(FAILED.length()));
      } else {
        lines.add(line);
      }
    }
  }

  /** Without the end of line that came with the word. */
  private static List<Printed> trimmed(List<Printed> lines) {
    return !lines.isEmpty() && lines.getLast().text().isEmpty()
        ? lines.subList(0, lines.size() - 1)
        : lines;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroyForcibly();
  }
}
