package io.muster.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** All checks, in the order of the resource {@code conformance/checks.tsv}. */
final class Catalogue {

  private static final String RESOURCE = "/conformance/checks.tsv";

  private Catalogue() {}

  /**
   * A check.
   *
   * @param id such as {@code SEQ-2}
   * @param level as in the specification, see the head of the resource
   * @param text what must hold
   * @param untested why no test of a server is possible or sensible; empty if there is one
   */
  record Entry(String id, String level, String text, String untested) {

    String group() {
      return id.substring(0, id.indexOf('-'));
    }

    int number() {
      return Integer.parseInt(id.substring(id.indexOf('-') + 1));
    }
  }

  static List<Entry> load() {
    var entries = new ArrayList<Entry>();
    try (var in = Objects.requireNonNull(Catalogue.class.getResourceAsStream(RESOURCE))) {
      for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank() && !line.startsWith("#")) {
          var columns = line.split("\t", -1);
          if (columns.length < 3 || columns.length > 4) {
            throw new IllegalStateException(RESOURCE + ": 3 or 4 columns wanted in: " + line);
          }
          var untested = columns.length == 4 ? columns[3] : "";
          entries.add(new Entry(columns[0], columns[1], columns[2], untested));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(entries);
  }
}
