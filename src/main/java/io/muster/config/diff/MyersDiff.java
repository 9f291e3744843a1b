package io.muster.config.diff;

import io.muster.config.diff.LineDiff.Kind;
import io.muster.config.diff.LineDiff.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Eugene Myers' greedy algorithm (1986): on diagonal k, the furthest point that d edits reach.
 * Memory grows with the square of d, so d is bounded; beyond the bound everything is removed and
 * added.
 */
final class MyersDiff {

  private final List<String> from;
  private final List<String> to;

  private MyersDiff(List<String> from, List<String> to) {
    this.from = from;
    this.to = to;
  }

  /** Every line of both, in order; a shortest script if it has at most this many edits. */
  static List<Line> lines(List<String> from, List<String> to, int maxEdits) {
    return new MyersDiff(from, to).script(maxEdits);
  }

  private List<Line> script(int maxEdits) {
    int most = Math.min(maxEdits, from.size() + to.size());
    int[] furthest = new int[2 * most + 3];
    List<int[]> trace = new ArrayList<>();
    for (int d = 0; d <= most; d++) {
      for (int k = -d; k <= d; k += 2) {
        int at = most + 1 + k;
        boolean down = k == -d || (k != d && furthest[at - 1] < furthest[at + 1]);
        int x = down ? furthest[at + 1] : furthest[at - 1] + 1;
        while (x < from.size() && x - k < to.size() && x - k >= 0 && same(x, x - k)) {
          x++;
        }
        furthest[at] = x;
        if (x >= from.size() && x - k >= to.size()) {
          return backtrack(trace, d);
        }
      }
      trace.add(java.util.Arrays.copyOfRange(furthest, most + 1 - d, most + 2 + d));
    }
    List<Line> coarse = new ArrayList<>(from.size() + to.size());
    LineDiff.add(coarse, Kind.REMOVED, from);
    LineDiff.add(coarse, Kind.ADDED, to);
    return coarse;
  }

  private boolean same(int x, int y) {
    return from.get(x).equals(to.get(y));
  }

  /** Follows the furthest points from the end back to the start. */
  private List<Line> backtrack(List<int[]> trace, int edits) {
    List<Line> reversed = new ArrayList<>();
    int x = from.size();
    int y = to.size();
    for (int d = edits; d > 0; d--) {
      int[] before = trace.get(d - 1); // Index i is diagonal i - (d - 1).
      int k = x - y;
      int left = k - 1 + d - 1;
      int right = k + 1 + d - 1;
      boolean down = k == -d || (k != d && before[left] < before[right]);
      int startX = down ? before[right] : before[left];
      int startY = startX - (down ? k + 1 : k - 1);
      int editX = down ? startX : startX + 1;
      while (x > editX) {
        reversed.add(new Line(Kind.SAME, from.get(--x)));
        y--;
      }
      reversed.add(
          down ? new Line(Kind.ADDED, to.get(startY)) : new Line(Kind.REMOVED, from.get(startX)));
      x = startX;
      y = startY;
    }
    while (x > 0) {
      reversed.add(new Line(Kind.SAME, from.get(--x)));
    }
    Collections.reverse(reversed);
    return reversed;
  }
}
