package io.muster.config;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a revision and then lists it in the head (SEMANTICS 13). A revision met under the next
 * number is an orphan of a writer that died or is still at work: it is adopted if it is the same,
 * else the number after it is taken.
 */
final class RevisionWriter {

  /** Orphans that may be in the way before the store is taken to be at fault. */
  private static final int MAX_ORPHANS = 1_000;

  private final ConfigStore store;
  private final InstantSource clock;
  private final int revisionsKept;

  RevisionWriter(ConfigStore store, InstantSource clock, int revisionsKept) {
    this.store = store;
    this.clock = clock;
    this.revisionsKept = revisionsKept;
  }

  /**
   * A revision that is the newest now.
   *
   * @param unlisted numbers of revisions that nothing lists any more, to be removed
   */
  record Written(ConfigRevision revision, List<Long> unlisted) {}

  /**
   * Makes a revision the newest; empty if another one came first.
   *
   * @param head as it was read; null if there is none
   * @param wanted the revision, whose number may become higher
   * @param pinned revisions that must be kept
   */
  Optional<Written> write(
      @Nullable Versioned<ConfigHead> head, ConfigRevision wanted, Set<Long> pinned) {
    long last = head == null ? 0 : head.value().last();
    ConfigRevision written = writeRevision(wanted, last + 1);
    List<Long> numbers = new ArrayList<>(head == null ? List.of() : head.value().revisions());
    numbers.add(written.number());
    List<Long> unlisted = drop(numbers, pinned);
    Instant now = clock.instant();
    ConfigHead next = new ConfigHead(wanted.name(), numbers, written.number(), now);
    boolean listed =
        head == null ? store.heads().add(next) : store.heads().replace(next, head.version());
    if (!listed) {
      return Optional.empty();
    }
    // Skipped orphans: their writers, if alive, will find the head changed and start again.
    for (long number = last + 1; number < written.number(); number++) {
      unlisted.add(number);
    }
    return Optional.of(new Written(written, unlisted));
  }

  private ConfigRevision writeRevision(ConfigRevision wanted, long firstNumber) {
    for (long number = firstNumber; number < firstNumber + MAX_ORPHANS; number++) {
      ConfigRevision revision = wanted.numbered(number);
      if (store.addRevision(revision)) {
        return revision;
      }
      Optional<ConfigRevision> orphan = store.revision(wanted.name(), number);
      if (orphan.isPresent() && same(orphan.get(), wanted)) {
        return orphan.get();
      }
    }
    throw new IllegalStateException(
        "config " + wanted.name() + " has " + MAX_ORPHANS + " revisions that belong to nobody");
  }

  private static boolean same(ConfigRevision one, ConfigRevision other) {
    return one.document().equals(other.document())
        && one.author().equals(other.author())
        && one.comment().equals(other.comment());
  }

  /** Takes the oldest numbers that may go off the list until it is short enough. */
  private List<Long> drop(List<Long> numbers, Set<Long> pinned) {
    List<Long> dropped = new ArrayList<>();
    long newest = numbers.getLast();
    for (int i = 0; i < numbers.size() && numbers.size() > revisionsKept; ) {
      long number = numbers.get(i);
      if (number == newest || pinned.contains(number)) {
        i++;
      } else {
        dropped.add(numbers.remove(i));
      }
    }
    return dropped;
  }
}
