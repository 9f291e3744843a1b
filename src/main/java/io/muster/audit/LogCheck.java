package io.muster.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether the lines of a log are those that checkpoints were made of: checkpoints that were kept
 * elsewhere, of any age. Lines are given one after the other and not kept. For one thread.
 */
public final class LogCheck {

  private final List<Checkpoint> checkpoints;
  private final List<Checkpoint> met = new ArrayList<>();
  private Frontier tree = Frontier.EMPTY;
  private Instant lastLogged = Instant.MIN;
  private int next;

  /** The first that is wrong; whole until then. */
  private Finding found = new Finding.Whole(0, 0);

  /** What was found. */
  public sealed interface Finding {

    /**
     * Every checkpoint fits.
     *
     * @param lines that were given
     * @param checked of them, what checkpoints speak for; the lines behind may be anything
     */
    record Whole(long lines, long checked) implements Finding {}

    /**
     * A line from the first to the last of these was changed, removed, added or moved.
     *
     * @param from index of the first line behind the last checkpoint that fits
     * @param to index of the last line that the broken checkpoint speaks for
     */
    record Changed(long from, long to) implements Finding {}

    /** Lines are missing at the end: a checkpoint knows of more. */
    record Cut(long lines, long known) implements Finding {}

    /** A line is none of an audit log, or logged before the one before it. */
    record Wrong(long index, String why) implements Finding {}
  }

  /** A check against these checkpoints, whose signatures were looked at. */
  public LogCheck(List<Checkpoint> checkpoints) {
    this.checkpoints =
        checkpoints.stream().sorted(Comparator.comparingLong(Checkpoint::size)).toList();
  }

  /** Takes the next line, without its end. */
  public void line(String text) {
    compare();
    if (isWhole()) {
      long index = tree.size();
      try {
        AuditLine line = AuditLine.parse(text);
        if (line.logged().isBefore(lastLogged)) {
          found = new Finding.Wrong(index, "it was logged before the line before it");
        }
        lastLogged = line.logged();
      } catch (IllegalArgumentException e) {
        found = new Finding.Wrong(index, String.valueOf(e.getMessage()));
      }
    }
    tree = tree.with(Hash.ofLeaf(text));
  }

  private boolean isWhole() {
    return found instanceof Finding.Whole;
  }

  private void compare() {
    while (next < checkpoints.size() && checkpoints.get(next).size() == tree.size()) {
      Checkpoint checkpoint = checkpoints.get(next++);
      if (checkpoint.root().equals(tree.root())) {
        met.add(checkpoint);
      } else if (isWhole()) {
        found = new Finding.Changed(checked(), checkpoint.size() - 1);
      }
    }
  }

  private long checked() {
    return met.isEmpty() ? 0 : met.getLast().size();
  }

  /** The finding over all lines. */
  public Finding end() {
    compare();
    if (!isWhole()) {
      return found;
    }
    if (next < checkpoints.size()) {
      return new Finding.Cut(tree.size(), checkpoints.getLast().size());
    }
    return new Finding.Whole(tree.size(), checked());
  }

  /** The checkpoints that fit. */
  public int fitting() {
    return met.size();
  }
}
