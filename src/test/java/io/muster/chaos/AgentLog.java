package io.muster.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the agents of a process lived through, a line for each event, in a file that outlives the
 * process: each line is with the operating system before the agent goes on.
 */
final class AgentLog {

  enum Event {
    /** The process has begun; what it had is what it had {@link #APPLIED} last. */
    STARTED,
    /** It has a connection; to which port. */
    CONNECTED,
    /** It has lost its connection. */
    LOST,
    /** It was offered a config; its hash. */
    OFFERED,
    /** It runs a config; its hash. */
    APPLIED,
    /** The server gave it another uid. */
    RENAMED
  }

  /** One line. */
  record Entry(long millis, int agent, Event event, String what) {

    private static final int FIELDS = 4;

    String line() {
      return millis + " " + agent + " " + event.name().toLowerCase(Locale.ROOT) + " " + what + "\n";
    }

    static Entry parse(String line) {
      String[] fields = line.split(" ", FIELDS);
      return new Entry(
          Long.parseLong(fields[0]),
          Integer.parseInt(fields[1]),
          Event.valueOf(fields[2].toUpperCase(Locale.ROOT)),
          fields[3]);
    }
  }

  private final OutputStream out;

  AgentLog(Path file) {
    try {
      out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void write(Entry entry) {
    try {
      out.write(entry.line().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All whole lines; the last one of a killed process may be cut off. */
  static List<Entry> read(Path file) {
    List<Entry> entries = new ArrayList<>();
    try {
      if (!Files.exists(file)) {
        return entries;
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      int from = 0;
      int end;
      while ((end = text.indexOf('\n', from)) >= 0) {
        entries.add(Entry.parse(text.substring(from, end)));
        from = end + 1;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }
}
