package io.muster.cli.client;

import java.util.ArrayList;
import java.util.List;

/** Text in columns. For one thread. */
final class Table {

  private static final String GAP = "  ";
  private static final int MAX_CELL = 100;

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(List.of(titles));
  }

  /** As many cells as there are titles; what is longer than a cell is cut. */
  void row(String... cells) {
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      // A terminal would obey control characters, and agents choose what they say.
      String line = cell.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?").strip();
      row.add(line.length() <= MAX_CELL ? line : line.substring(0, MAX_CELL - 1) + "…");
    }
    rows.add(row);
  }

  @Override
  public String toString() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
