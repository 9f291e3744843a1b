package io.muster.pages;

import io.muster.pages.TypingShell.Printed;
import io.muster.pages.TypingShell.Ran;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was typed and printed as a picture: an SVG of a terminal with a background of its own, so
 * that it is readable on light pages and dark ones. Its lines appear in the order and about at the
 * pace of the recording, once; who does not animate shows all of them.
 */
final class RecordingPicture {

  /** Class of a row that goes on with the line of the one before. */
  static final String GOES_ON = "more";

  static final String TEXT = "#d7dde4";
  static final String BACKGROUND = "#15191e";

  private static final int COLUMNS = 114;
  private static final int MOST_ROWS = 40;
  private static final double CHARACTER = 7.83;
  private static final int ROW = 19;
  private static final int MARGIN = 16;

  /** Nobody waits longer than this for the next line. */
  private static final double LONGEST_PAUSE = 1.2;

  private static final double BEFORE_A_COMMAND = 0.8;
  private static final double NANOS = 1e9;

  /** A row of the terminal, and when it appears, in seconds. */
  private record Row(double at, String style, String text) {}

  private RecordingPicture() {}

  static String of(List<Ran> recording) {
    List<Row> rows = rows(recording);
    if (rows.size() > MOST_ROWS) {
      throw new AssertionError("too much for a picture: " + rows);
    }
    int width = (int) Math.ceil(COLUMNS * CHARACTER) + 2 * MARGIN;
    int height = rows.size() * ROW + 2 * MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img">
        <title>Terminal: a bad config is rolled back</title>
        <style>
        text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: %3$s; white-space: pre; }
        .command { fill: #79c0ff; font-weight: 600; }
        @media (prefers-reduced-motion: no-preference) { text { animation: show 1ms both; } }
        @keyframes show { from { visibility: hidden; } to { visibility: visible; } }
        </style>
        <rect width="100%%" height="100%%" rx="8" fill="%4$s" stroke="#57606a"/>
        """
            .formatted(width, height, TEXT, BACKGROUND));
    int y = MARGIN + ROW - 6;
    for (Row row : rows) {
      svg.append(
          "<text x=\"%d\" y=\"%d\" class=\"%s\" style=\"animation-delay:%ss\" xml:space=\"preserve\">%s</text>%n"
              .formatted(
                  MARGIN,
                  y,
                  row.style(),
                  String.format(Locale.ROOT, "%.1f", row.at()),
                  escaped(row.text())));
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  private static List<Row> rows(List<Ran> recording) {
    List<Row> rows = new ArrayList<>();
    double at = 0;
    for (Ran ran : recording) {
      if (!rows.isEmpty()) {
        at += BEFORE_A_COMMAND;
      }
      add(rows, at, "command", "$ " + ran.command());
      long before = ran.nanos();
      for (Printed line : ran.lines()) {
        at += Math.min(LONGEST_PAUSE, (line.nanos() - before) / NANOS);
        before = line.nanos();
        add(rows, at, "output", line.text());
      }
    }
    return rows;
  }

  private static void add(List<Row> rows, double at, String style, String text) {
    String rest = text;
    String how = style;
    do {
      int end = rest.length() <= COLUMNS ? rest.length() : broken(rest);
      rows.add(new Row(at, how, rest.substring(0, end)));
      rest = rest.substring(end);
      how = style + " " + GOES_ON;
    } while (!rest.isEmpty());
  }

  /** After the last space that fits, so that words stay whole. */
  private static int broken(String text) {
    int space = text.lastIndexOf(' ', COLUMNS - 1);
    return space > 0 && !text.substring(0, space).isBlank() ? space + 1 : COLUMNS;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
