package io.muster.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The end of the log: all that changes of it. What is before is in bundles of {@value #BUNDLE}
 * lines, which are written once. It is replaced by compare-and-set, which alone decides what the
 * log is; everything else is written before it matters, and the same each time.
 *
 * @param epoch of the leader that wrote it
 * @param bundled the tree over the lines in bundles
 * @param roots of those bundles that are in no record of {@value #BUNDLE} roots yet
 * @param tail the lines behind the bundles, {@value #BUNDLE} at most
 * @param settled ids of the entries that were logged last: they may still wait beside
 * @param lastLogged when the last line was
 * @param checkpoint signed, of all lines
 */
public record LogHead(
    long epoch,
    Frontier bundled,
    List<Hash> roots,
    List<String> tail,
    Set<String> settled,
    Instant lastLogged,
    String checkpoint) {

  /** Lines in a bundle, and roots in a record of them. */
  public static final int BUNDLE = 256;

  public LogHead {
    roots = List.copyOf(roots);
    tail = List.copyOf(tail);
    settled = Set.copyOf(settled);
    if (bundled.size() % BUNDLE != 0 || tail.size() > BUNDLE || roots.size() > BUNDLE) {
      throw new IllegalArgumentException(
          "a head of %d lines in bundles, %d behind them and %d roots"
              .formatted(bundled.size(), tail.size(), roots.size()));
    }
  }

  /** A log without lines. */
  public static LogHead empty(CheckpointKey key, long epoch) {
    return new LogHead(epoch, Frontier.EMPTY, List.of(), List.of(), Set.of(), Instant.EPOCH, "")
        .signed(key);
  }

  /** Lines in all. */
  public long size() {
    return bundled.size() + tail.size();
  }

  /** The bundles there are. */
  long bundles() {
    return bundled.size() / BUNDLE;
  }

  /** How many lines may be added before a bundle has to be made. */
  int room() {
    return BUNDLE - tail.size();
  }

  /** The tree over all lines. */
  Frontier tree() {
    Frontier tree = bundled;
    for (String line : tail) {
      tree = tree.with(Hash.ofLeaf(line));
    }
    return tree;
  }

  /** The root of complete lines of a bundle. */
  static Hash rootOf(List<String> bundle) {
    Frontier tree = Frontier.EMPTY;
    for (String line : bundle) {
      tree = tree.with(Hash.ofLeaf(line));
    }
    return tree.root();
  }

  /** With these lines behind, signed. */
  LogHead with(
      List<String> lines, Set<String> ids, Instant logged, long leader, CheckpointKey key) {
    List<String> all = new ArrayList<>(tail);
    all.addAll(lines);
    return new LogHead(leader, bundled, roots, all, ids, logged, "").signed(key);
  }

  private LogHead signed(CheckpointKey key) {
    Checkpoint all = new Checkpoint(key.verifier().name(), size(), tree().root());
    return new LogHead(epoch, bundled, roots, tail, settled, lastLogged, key.sign(all));
  }

  /** When the full tail is in a bundle of its own. */
  LogHead bundle(long leader) {
    List<Hash> more = new ArrayList<>(roots);
    more.add(rootOf(tail));
    return new LogHead(leader, tree(), more, List.of(), settled, lastLogged, checkpoint);
  }

  /** When the full roots are in a record of their own. */
  LogHead withoutRoots(long leader) {
    return new LogHead(leader, bundled, List.of(), tail, settled, lastLogged, checkpoint);
  }
}
