package io.muster.config.diff;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference between two texts, line by line: a shortest one where that is affordable (Myers,
 * O(ND)), otherwise a coarse one that is still right. Pure.
 */
public final class LineDiff {

  /** Unchanged lines shown around a change. */
  public static final int CONTEXT = 3;

  /** Changed lines up to which a shortest difference is looked for. */
  private static final int MAX_EDITS = 1_000;

  private LineDiff() {}

  /** What a line is to the two texts. */
  public enum Kind {
    SAME,
    REMOVED,
    ADDED
  }

  /**
   * A line of a hunk.
   *
   * @param text with its line end, which only the last line of a text may lack
   */
  public record Line(Kind kind, String text) {}

  /**
   * Changes that lie together, with the lines around them.
   *
   * @param fromLine number of its first line in the older text, from 1; 0 if that has none here
   * @param fromLines lines in the older text
   * @param toLine number of its first line in the newer text, from 1; 0 if that has none here
   * @param toLines lines in the newer text
   */
  public record Hunk(int fromLine, int fromLines, int toLine, int toLines, List<Line> lines) {
    public Hunk {
      lines = List.copyOf(lines);
    }

    /** The head of the hunk as in a unified diff. */
    public String head() {
      return "@@ -" + range(fromLine, fromLines) + " +" + range(toLine, toLines) + " @@";
    }

    private static String range(int line, int lines) {
      return lines == 1 ? Integer.toString(line) : line + "," + lines;
    }
  }

  /** The hunks that make one text of the other, in order; none if they are equal. */
  public static List<Hunk> between(String from, String to) {
    return from.equals(to) ? List.of() : hunks(script(lines(from), lines(to)));
  }

  /** The hunks as the body of a unified diff, without the lines that name the files. */
  public static String unified(List<Hunk> hunks) {
    StringBuilder text = new StringBuilder();
    for (Hunk hunk : hunks) {
      text.append(hunk.head()).append('\n');
      for (Line line : hunk.lines()) {
        text.append(
            switch (line.kind()) {
              case SAME -> ' ';
              case REMOVED -> '-';
              case ADDED -> '+';
            });
        text.append(line.text());
        if (!line.text().endsWith("\n")) {
          text.append("\n\\ No newline at end of file\n");
        }
      }
    }
    return text.toString();
  }

  /** Lines with their ends; joined they are the text again. */
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  /** Every line of both texts, in order. */
  private static List<Line> script(List<String> from, List<String> to) {
    int head = 0;
    while (head < from.size() && head < to.size() && from.get(head).equals(to.get(head))) {
      head++;
    }
    int fromEnd = from.size();
    int toEnd = to.size();
    while (fromEnd > head && toEnd > head && from.get(fromEnd - 1).equals(to.get(toEnd - 1))) {
      fromEnd--;
      toEnd--;
    }
    List<Line> script = new ArrayList<>(Math.max(from.size(), to.size()));
    add(script, Kind.SAME, from.subList(0, head));
    script.addAll(MyersDiff.lines(from.subList(head, fromEnd), to.subList(head, toEnd), MAX_EDITS));
    add(script, Kind.SAME, from.subList(fromEnd, from.size()));
    return script;
  }

  static void add(List<Line> script, Kind kind, List<String> lines) {
    for (String line : lines) {
      script.add(new Line(kind, line));
    }
  }

  private static List<Hunk> hunks(List<Line> script) {
    List<Hunk> hunks = new ArrayList<>();
    int fromLine = 1;
    int toLine = 1;
    int done = 0; // Lines of the script that are in a hunk or behind one.
    for (int i = 0; i < script.size(); ) {
      if (script.get(i).kind() == Kind.SAME) {
        i++;
        continue;
      }
      int start = Math.max(done, i - CONTEXT);
      int end = end(script, i);
      for (Line line : script.subList(done, start)) {
        fromLine += line.kind() == Kind.ADDED ? 0 : 1;
        toLine += line.kind() == Kind.REMOVED ? 0 : 1;
      }
      List<Line> lines = script.subList(start, end);
      int removed = count(lines, Kind.REMOVED);
      int added = count(lines, Kind.ADDED);
      int fromLines = lines.size() - added;
      int toLines = lines.size() - removed;
      hunks.add(
          new Hunk(
              fromLines == 0 ? fromLine - 1 : fromLine,
              fromLines,
              toLines == 0 ? toLine - 1 : toLine,
              toLines,
              lines));
      fromLine += fromLines;
      toLine += toLines;
      done = end;
      i = end;
    }
    return List.copyOf(hunks);
  }

  /** Where the hunk that begins with this change ends: before more lines that are the same. */
  private static int end(List<Line> script, int change) {
    int last = change;
    for (int i = change; i < script.size() && i - last <= 2 * CONTEXT + 1; i++) {
      if (script.get(i).kind() != Kind.SAME) {
        last = i;
      }
    }
    return Math.min(script.size(), last + 1 + CONTEXT);
  }

  private static int count(List<Line> lines, Kind kind) {
    return (int) lines.stream().filter(line -> line.kind() == kind).count();
  }
}
