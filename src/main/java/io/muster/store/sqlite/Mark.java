package io.muster.store.sqlite;

import com.google.protobuf.ByteString;
import io.muster.protocol.ContentHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a used folder remembers of its database, in a file beside it (SEMANTICS 33): so that a start
 * does not take an empty, an older or another database for the state of the fleet.
 *
 * @param identity a random number that the database has had since it was made
 * @param number marks that were made before, in the database as well
 * @param stopped whether nothing was written after it: the server stopped in order
 * @param rows how many records there were, by cache
 */
record Mark(long identity, long number, boolean stopped, Map<String, Long> rows) {

  /** The file in the data folder. */
  static final String FILE = "muster.mark";

  private static final String TITLE = "muster-mark 1";
  private static final long MOST_BYTES = 64 << 10;

  Mark {
    rows = Map.copyOf(rows);
  }

  /** What was found. */
  sealed interface Found {

    /** There is none: the folder is new, or was used by an earlier Muster only. */
    record None() implements Found {}

    /** There is one that cannot be read: it is written without being synced. */
    record Unreadable() implements Found {}

    /** There is one. */
    record Read(Mark mark) implements Found {}
  }

  /** Reads the mark of a folder. */
  static Found read(Path file) {
    try {
      if (!Files.exists(file)) {
        return new Found.None();
      }
      if (Files.size(file) > MOST_BYTES) {
        return new Found.Unreadable();
      }
      return new Found.Read(parse(Files.readString(file, StandardCharsets.UTF_8)));
    } catch (IOException | RuntimeException e) {
      return new Found.Unreadable();
    }
  }

  private static Mark parse(String text) {
    int end = text.indexOf("sum ");
    if (end < 0 || !text.substring(end).strip().equals("sum " + sum(text.substring(0, end)))) {
      throw new IllegalArgumentException("the mark is damaged");
    }
    String[] lines = text.substring(0, end).split("\n");
    if (!lines[0].equals(TITLE)) {
      throw new IllegalArgumentException("the mark is of a newer Muster");
    }
    long identity = 0;
    long number = 0;
    boolean stopped = false;
    Map<String, Long> rows = new TreeMap<>();
    for (String line : lines) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "identity" -> identity = Long.parseLong(words[1]);
        case "number" -> number = Long.parseLong(words[1]);
        case "stopped" -> stopped = Boolean.parseBoolean(words[1]);
        case "rows" -> rows.put(words[1], Long.parseLong(words[2]));
        default -> {} // Of a later version.
      }
    }
    return new Mark(identity, number, stopped, rows);
  }

  private static String sum(String text) {
    return ContentHash.sha256(ByteString.copyFromUtf8(text)).hex();
  }

  /** Writes it in place of the one before; not synced, the database is. */
  void write(DataFolder folder) throws IOException {
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    text.append("identity ").append(identity).append('\n');
    text.append("number ").append(number).append('\n');
    text.append("stopped ").append(stopped).append('\n');
    new TreeMap<>(rows)
        .forEach((cache, count) ->
            text.append("rows ").append(cache).append(' ').append(count).append('\n'));
    String sum = sum(text.toString());
    text.append("sum ").append(sum).append('\n');
    Path next = folder.privateFile(FILE + ".next");
    Files.writeString(next, text, StandardCharsets.UTF_8);
    Files.move(next, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /** For people: how much there was. */
  String contents() {
    StringBuilder text = new StringBuilder();
    count(text, "agent-facts", "agents");
    count(text, "desired", "configs, rule sets, targets and settings");
    count(text, "rollouts", "rollouts");
    return text.isEmpty() ? "nothing" : text.toString();
  }

  private void count(StringBuilder text, String cache, String what) {
    long count = rows.getOrDefault(cache, 0L);
    if (count > 0) {
      text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(what);
    }
  }
}
