package io.muster.cli.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Text in columns. For one thread. */
final class Table {

  private static final String GAP = "  ";
  private static final int MAX_CELL = 100;

  /** Columns that change by themselves. */
  private static final Set<String> TIMES = Set.of("AGE", "SEEN", "CREATED", "CHANGED", "SINCE");

  private final List<List<String>> rows = new ArrayList<>();
  private final StringBuilder notes = new StringBuilder();

  Table(String... titles) {
    rows.add(List.of(titles));
  }

  /** As many cells as there are titles; what is longer than a cell is cut. */
  void row(String... cells) {
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      // A terminal would obey control characters, and agents choose what they say.
      row.add(cell.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?").strip());
    }
    rows.add(row);
  }

  /** A line below the rows, or several. */
  void note(String text) {
    notes.append(text).append(System.lineSeparator());
  }

  /** How many rows there are below the titles. */
  int size() {
    return rows.size() - 1;
  }

  @Override
  public String toString() {
    return lines(rows, widths()) + notes;
  }

  /** Rows that are not in an earlier table, or were otherwise; what is gone says so. */
  String changesSince(Table before) {
    Map<String, List<String>> known = new HashMap<>();
    before.rows.forEach(row -> known.put(row.getFirst(), row));
    List<List<String>> changed = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> old = known.remove(row.getFirst());
      if (old == null || !steady(old).equals(steady(row))) {
        changed.add(row);
      }
    }
    known.keySet().stream().sorted().forEach(gone -> changed.add(List.of(gone, "(gone)")));
    return lines(changed, widths());
  }

  private List<String> steady(List<String> row) {
    List<String> titles = rows.getFirst();
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size() && i < titles.size(); i++) {
      if (!TIMES.contains(titles.get(i))) {
        cells.add(row.get(i));
      }
    }
    return cells;
  }

  /** As RFC 4180 has it, whole cells. */
  String csv() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append(String.join(",", row.stream().map(Table::quoted).toList())).append("\r\n");
    }
    return text.toString();
  }

  private static String quoted(String cell) {
    return cell.matches("[^\",\\r\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private int[] widths() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], cut(row.get(i)).length());
      }
    }
    return widths;
  }

  private static String lines(List<List<String>> rows, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = cut(row.get(i));
        line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length()))).append(GAP);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static String cut(String cell) {
    return cell.length() <= MAX_CELL ? cell : cell.substring(0, MAX_CELL - 1) + "…";
  }
}
