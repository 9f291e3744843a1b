package io.muster.policy;

import io.muster.config.Page;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The revisions of targets. Each is written before the target that has it, so that one which no
 * target came to have belongs to nobody (SEMANTICS 13): it is passed over, because each revision
 * names the one before. Blocks; thread-safe.
 */
final class TargetHistory {

  /** Revisions kept of a target; the oldest goes. */
  static final int KEPT = 1_000;

  /** Revisions of nobody that may be in the way before the store is taken to be at fault. */
  private static final int MAX_ORPHANS = 1_000;

  private final TargetRevisionStore store;
  private final InstantSource clock;

  TargetHistory(TargetRevisionStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Writes what is wanted as a revision.
   *
   * @param present what is there; null if nothing is
   * @return what is wanted, with the number of its revision
   */
  Target revised(@Nullable Target present, Target wanted, String comment) {
    long previous = present == null ? store.last(wanted.name()) : current(present);
    return wanted.revised(
        write(
            new TargetRevision(
                wanted.name(),
                previous + 1,
                previous,
                wanted.asPut(),
                wanted.changedBy(),
                wanted.changedAt(),
                comment)));
  }

  /** Writes that a target is about to be deleted. */
  void deleted(Target present, String author) {
    long previous = current(present);
    var _ =
        write(
            new TargetRevision(
                present.name(), previous + 1, previous, null, author, clock.instant(), ""));
  }

  /** Drops what is one too many, once a target has this number. */
  void trim(String name, long number) {
    if (number > KEPT) {
      store.remove(name, number - KEPT);
    }
  }

  /** Under its number, or under a later one if others are in the way. */
  private long write(TargetRevision wanted) {
    for (long number = wanted.number(); number < wanted.number() + MAX_ORPHANS; number++) {
      TargetRevision revision =
          new TargetRevision(
              wanted.name(),
              number,
              wanted.previous(),
              wanted.target(),
              wanted.author(),
              wanted.createdAt(),
              wanted.comment());
      if (store.add(revision)
          || store.get(wanted.name(), number).filter(revision::sameAs).isPresent()) {
        store.note(wanted.name(), number);
        return number;
      }
    }
    throw new IllegalStateException(
        "target " + wanted.name() + " has " + MAX_ORPHANS + " revisions that belong to nobody");
  }

  /** The number of what is there, which gets one if it was written without. */
  private long current(Target present) {
    if (present.revision() != 0) {
      return present.revision();
    }
    // From before there were revisions, or by an older instance behind those of newer ones.
    long previous = store.last(present.name());
    return write(
        new TargetRevision(
            present.name(),
            previous + 1,
            previous,
            present.asPut(),
            present.changedBy(),
            present.changedAt(),
            ""));
  }

  /**
   * Revisions, newest first; empty if there never was such a target.
   *
   * @param present what is there; null if nothing is
   * @param from begin with this number; null for the newest
   */
  Optional<Page<TargetRevision>> page(
      String name, @Nullable Target present, @Nullable Long from, int limit) {
    long newest = newest(name, present);
    if (newest == 0) {
      return Optional.empty();
    }
    List<TargetRevision> items = new ArrayList<>();
    long number = from == null ? newest : Math.min(from, newest);
    while (number > 0 && items.size() < limit) {
      TargetRevision found = get(name, present, number).orElse(null);
      if (found == null) {
        number = 0; // It is older than anything that is kept.
      } else {
        items.add(found);
        number = found.previous();
      }
    }
    return Optional.of(new Page<>(items, newest, number == 0 ? null : Long.toString(number)));
  }

  private long newest(String name, @Nullable Target present) {
    return present == null
        ? store.last(name)
        : present.revision() != 0 ? present.revision() : store.last(name) + 1;
  }

  /** One revision; what is there is told of itself where it is not stored, or not any more. */
  Optional<TargetRevision> get(String name, @Nullable Target present, long number) {
    Optional<TargetRevision> stored =
        present != null && present.revision() == 0 && number == newest(name, present)
            ? Optional.empty()
            : store.get(name, number);
    return stored.isPresent() || present == null || number != newest(name, present)
        ? stored
        : Optional.of(
            new TargetRevision(
                name,
                number,
                number - 1,
                present.asPut(),
                present.changedBy(),
                present.changedAt(),
                ""));
  }
}
