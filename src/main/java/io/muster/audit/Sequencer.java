package io.muster.audit;

import io.muster.audit.AuditStore.Versioned;
import io.muster.cluster.Leadership;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts what waits into the log, on the instance that leads. The head, replaced by compare-and-set,
 * decides; a leader that dies between any two of its writes leaves what the next one finishes. For
 * one thread.
 */
final class Sequencer {

  /**
   * After this time what was asked for and has not ended is logged as unknown, if its instance is
   * not gone before: no request takes as long.
   */
  static final Duration GIVEN_UP = Duration.ofMinutes(10);

  private final AuditStore store;
  private final Leadership leadership;
  private final Predicate<String> alive;
  private final Consumer<String> checkpoints;
  private final InstantSource clock;

  /**
   * A sequencer of this log.
   *
   * @param alive whether an instance may still say how something ended
   * @param checkpoints is given the newest checkpoint at the end of each step, new or not
   */
  Sequencer(
      AuditStore store,
      Leadership leadership,
      Predicate<String> alive,
      Consumer<String> checkpoints,
      InstantSource clock) {
    this.store = store;
    this.leadership = leadership;
    this.alive = alive;
    this.checkpoints = checkpoints;
    this.clock = clock;
  }

  /** Logs all that is ready, if this instance leads. Blocks; throws the store's exception. */
  void step() {
    leadership.whileLeading(this::step);
  }

  private void step(long epoch) {
    List<AuditEntry> waiting = store.waiting(AuditTrail.MOST_WAITING + AuditTrail.RESERVE);
    Optional<Versioned> present = store.head();
    if (waiting.isEmpty()) {
      present.ifPresent(head -> checkpoints.accept(head.value().checkpoint()));
      return;
    }
    CheckpointKey key = store.key();
    if (present.isEmpty()) {
      store.begin(LogHead.empty(key, epoch));
      present = store.head();
    }
    // Those that the last writer of the head logged and did not come to take away.
    Set<String> logged = new HashSet<>();
    present.ifPresent(head -> logged.addAll(head.value().settled()));
    store.settle(waiting.stream().map(AuditEntry::id).filter(logged::contains).toList());
    List<AuditEntry> ready = new ArrayList<>(ready(waiting, logged));
    Versioned head = present.orElse(null);
    while (head != null && head.value().epoch() <= epoch && !ready.isEmpty()) {
      if (leadership.epoch().isEmpty()) {
        return;
      }
      head = head.value().room() == 0 ? bundled(head, epoch) : logged(head, ready, epoch, key);
    }
    if (head != null) {
      checkpoints.accept(head.value().checkpoint());
    }
  }

  /** What may be logged, the oldest first. */
  private List<AuditEntry> ready(List<AuditEntry> waiting, Set<String> logged) {
    Instant now = clock.instant();
    return waiting.stream()
        .filter(entry -> !logged.contains(entry.id()))
        .filter(entry ->
            entry.ended()
                || !alive.test(entry.instance())
                || entry.at().plus(GIVEN_UP).isBefore(now))
        .sorted(Comparator.comparing(AuditEntry::at).thenComparing(AuditEntry::id))
        .toList();
  }

  /** Logs as many as have room, and takes them off the list; null if somebody else was faster. */
  private @Nullable Versioned logged(
      Versioned head, List<AuditEntry> ready, long epoch, CheckpointKey key) {
    LogHead before = head.value();
    List<AuditEntry> next = ready.subList(0, Math.min(before.room(), ready.size()));
    Instant now = clock.instant();
    Instant logged = now.isBefore(before.lastLogged()) ? before.lastLogged() : now;
    List<String> lines = next.stream().map(entry -> new AuditLine(logged, entry).text()).toList();
    Set<String> ids = new TreeSet<>();
    next.forEach(entry -> ids.add(entry.id()));
    if (!store.replace(before.with(lines, ids, logged, epoch, key), head.version())) {
      return null;
    }
    store.settle(ids);
    next.clear();
    return store.head().orElse(null);
  }

  /** Makes a bundle of the full tail; null if somebody else was faster. */
  private @Nullable Versioned bundled(Versioned head, long epoch) {
    LogHead before = head.value();
    if (before.roots().size() == LogHead.BUNDLE) {
      store.keepRoots(before.bundles() / LogHead.BUNDLE - 1, before.roots());
      before = before.withoutRoots(epoch);
    }
    store.keepBundle(before.bundles(), before.tail());
    return store.replace(before.bundle(epoch), head.version()) ? store.head().orElse(null) : null;
  }
}
