package io.muster.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log. All of it blocks, throws the store's exception, and {@link BrokenLog} where a part
 * of the log is missing. Thread-safe.
 */
public final class AuditLog {

  /** Bundles that one search reads at most; it says where to go on then. */
  static final int BUNDLES_A_SEARCH = 400;

  private final AuditStore store;

  /** The log in this store. */
  public AuditLog(AuditStore store) {
    this.store = store;
  }

  /**
   * A line and its place.
   *
   * @param index from 0
   * @param text as it was hashed
   */
  public record Numbered(long index, String text) {

    /** What it says. */
    public AuditLine line() {
      return AuditLine.parse(text);
    }
  }

  /**
   * What a search found.
   *
   * @param next to go on with; null at the beginning of the log
   */
  public record Page(List<Numbered> lines, @Nullable Long next) {

    public Page {
      lines = List.copyOf(lines);
    }
  }

  /** A line with the proof that it is in the log of a checkpoint. */
  public record Proven(Numbered line, InclusionProof proof, String checkpoint) {}

  /** A part of the log is not in the store: it was removed, or the store lost it. */
  public static final class BrokenLog extends RuntimeException {

    private static final long serialVersionUID = 1;

    BrokenLog(String message) {
      super(message);
    }
  }

  /** The log at one moment. */
  private LogHead head() {
    return store
        .head()
        .map(AuditStore.Versioned::value)
        .orElseGet(() -> LogHead.empty(store.key(), 0));
  }

  /** The newest checkpoint, signed. */
  public String checkpoint() {
    return head().checkpoint();
  }

  /** What checkpoints are checked with. */
  public CheckpointVerifier verifier() {
    return store.key().verifier();
  }

  /**
   * The newest lines first.
   *
   * @param before only lines with a smaller index; null for all
   * @param most lines at most
   */
  public Page search(@Nullable Long before, int most, Predicate<AuditLine> wanted) {
    LogHead head = head();
    long at = before == null ? head.size() : Math.min(before, head.size());
    List<Numbered> found = new ArrayList<>();
    for (int read = 0; at > 0 && read < BUNDLES_A_SEARCH; read++) {
      long bundle = (at - 1) / LogHead.BUNDLE;
      List<String> lines = lines(head, bundle);
      long first = bundle * LogHead.BUNDLE;
      while (at > first) {
        at--;
        Numbered line = new Numbered(at, lines.get((int) (at - first)));
        if (wanted.test(line.line())) {
          found.add(line);
          if (found.size() == most) {
            return new Page(found, at > 0 ? at : null);
          }
        }
      }
    }
    return new Page(found, at > 0 ? at : null);
  }

  /**
   * Gives the lines from the first on.
   *
   * @param size how many; those of a checkpoint, so that both fit
   */
  public void read(long size, Consumer<String> each) {
    LogHead head = head();
    if (size > head.size()) {
      throw new IllegalArgumentException("the log has " + head.size() + " lines, not " + size);
    }
    for (long at = 0; at < size; at += LogHead.BUNDLE) {
      List<String> lines = lines(head, at / LogHead.BUNDLE);
      lines.stream().limit(size - at).forEach(each);
    }
  }

  /**
   * A line with its proof for the newest checkpoint.
   *
   * @throws IllegalArgumentException if there is no such line
   */
  public Proven prove(long index) {
    LogHead head = head();
    if (index < 0 || index >= head.size()) {
      throw new IllegalArgumentException(
          "there is no line " + index + ": the log has " + head.size() + ", counted from 0");
    }
    List<String> lines = lines(head, index / LogHead.BUNDLE);
    return new Proven(
        new Numbered(index, lines.get((int) (index % LogHead.BUNDLE))),
        InclusionProof.of(index, head.size(), new StoredSubtrees(head)),
        head.checkpoint());
  }

  private List<String> lines(LogHead head, long bundle) {
    if (bundle == head.bundles()) {
      return head.tail();
    }
    List<String> lines =
        store
            .bundle(bundle)
            .orElseThrow(
                () -> new BrokenLog("bundle " + bundle + " of the audit log is not in the store"));
    if (lines.size() != LogHead.BUNDLE) {
      throw new BrokenLog("bundle " + bundle + " of the audit log has " + lines.size() + " lines");
    }
    return lines;
  }

  /** Subtrees within a bundle by its lines, larger ones by the roots of bundles. */
  private final class StoredSubtrees implements InclusionProof.Subtrees {

    private static final int BUNDLE_LEVEL = Integer.numberOfTrailingZeros(LogHead.BUNDLE);

    private final LogHead head;
    private final Map<Long, List<Hash>> records = new HashMap<>();

    StoredSubtrees(LogHead head) {
      this.head = head;
    }

    @Override
    public Hash root(int level, long index) {
      if (level < BUNDLE_LEVEL) {
        long first = index << level;
        int from = (int) (first % LogHead.BUNDLE);
        return LogHead.rootOf(
            lines(head, first / LogHead.BUNDLE).subList(from, from + (1 << level)));
      }
      long bundles = 1L << (level - BUNDLE_LEVEL);
      Frontier tree = Frontier.EMPTY;
      for (long bundle = index * bundles; bundle < (index + 1) * bundles; bundle++) {
        tree = tree.with(rootOf(bundle));
      }
      return tree.root();
    }

    private Hash rootOf(long bundle) {
      if (bundle == head.bundles()) {
        return LogHead.rootOf(head.tail()); // A full tail that is in no bundle yet.
      }
      long kept = (head.bundles() - head.roots().size()) / LogHead.BUNDLE;
      long record = bundle / LogHead.BUNDLE;
      if (record >= kept) {
        return head.roots().get((int) (bundle - kept * LogHead.BUNDLE));
      }
      return records.computeIfAbsent(record, this::read).get((int) (bundle % LogHead.BUNDLE));
    }

    private List<Hash> read(long record) {
      return store
          .roots(record)
          .orElseThrow(() ->
              new BrokenLog("the hashes " + record + " of the audit log are not in the store"));
    }
  }
}
