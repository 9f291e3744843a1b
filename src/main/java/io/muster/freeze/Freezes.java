package io.muster.freeze;

import io.muster.agent.AgentSelector;
import io.muster.agent.AgentState;
import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.freeze.FreezeStore.Versioned;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is frozen (SEMANTICS 36). Freezes are told apart by their selectors; an agent is frozen
 * while any of them holds for it. As long as it is not known what is frozen, because the store has
 * not been there since the start, everything is. Thread-safe; what asks about agents never blocks.
 */
@Singleton
public final class Freezes {

  private static final Logger LOG = Logger.getLogger(Freezes.class);

  /** Compare-and-sets that may fail in a row. */
  private static final int MAX_TRIES = 32;

  private final FreezeStore store;
  private final Hints hints;
  private final InstantSource clock;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock reading = new ReentrantLock();

  /** Null before it was read. */
  private volatile @Nullable ActiveFreezes current;

  /**
   * Knows nothing until {@link #load}.
   *
   * @param hints told of each change
   */
  public Freezes(FreezeStore store, Hints hints, InstantSource clock) {
    this.store = store;
    this.hints = hints;
    this.clock = clock;
  }

  /** What became of the wish to freeze. */
  public sealed interface FreezeOutcome {

    /**
     * It holds, durably.
     *
     * @param created false if the same was so before
     */
    record Frozen(Freeze freeze, boolean created) implements FreezeOutcome {}

    /** Nothing was changed: these agents are frozen already, for another reason. */
    record Differs(Freeze present) implements FreezeOutcome {}

    /** Nothing was changed: there are as many freezes as there may be. */
    record TooMany() implements FreezeOutcome {}

    /** Others change it all the time; nothing was changed, try again. */
    record Busy() implements FreezeOutcome {}
  }

  /** What became of the wish to lift freezes. */
  public sealed interface LiftOutcome {

    /** They hold no more. */
    record Lifted(List<Freeze> lifted) implements LiftOutcome {}

    /** Nothing was changed: nothing is frozen, or nothing by this selector. */
    record NotFrozen(List<Freeze> present) implements LiftOutcome {}

    /** Nothing was changed: there are several, and it was not said which. */
    record Several(List<Freeze> present) implements LiftOutcome {}

    /** Others change it all the time; nothing was changed, try again. */
    record Busy() implements LiftOutcome {}
  }

  /** Which freezes are to be lifted. */
  public sealed interface Which {

    /** That of all agents; without one, the only one that there is. */
    record Only() implements Which {}

    /** The one of this selector. */
    record By(AgentSelector selector) implements Which {}

    /** All that there are. */
    record All() implements Which {}
  }

  /** Reads what is frozen if the store is there; otherwise {@link #reread} will. Blocks. */
  void load() {
    try {
      reread();
    } catch (RuntimeException e) {
      LOG.warnf("event=freezes_unread reason=%s", e);
    }
  }

  /** Reads what is frozen and puts it in force; blocks, throws the store's exception. */
  public void reread() {
    reading.lock();
    try {
      inForce(store.get().map(Versioned::value).orElse(ActiveFreezes.NONE));
    } finally {
      reading.unlock();
    }
  }

  /** Has this called after each change of what is frozen; must not block. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Whether this must not be sent to an agent now. Pure memory, quick. */
  public boolean stops(AgentState agent, Outgoing what) {
    if (!what.stoppedByFreeze()) {
      return false;
    }
    ActiveFreezes now = current;
    return now == null || now.of(agent) != null;
  }

  /** The freeze that holds for an agent; empty if none does, or if it is not known yet. */
  public Optional<Freeze> of(AgentState agent) {
    ActiveFreezes now = current;
    return now == null ? Optional.empty() : Optional.ofNullable(now.of(agent));
  }

  /** Whether it is known what is frozen. */
  public boolean known() {
    return current != null;
  }

  /** What is frozen as far as is known here, in the order in which it began. */
  public List<Freeze> all() {
    ActiveFreezes now = current;
    return now == null ? List.of() : now.freezes();
  }

  /** The freeze of all agents; empty if there is none. */
  public Optional<Freeze> ofAll() {
    return all().stream().filter(each -> each.selector().isAll()).findFirst();
  }

  /** When a freeze last began or was lifted; the beginning of time if none ever was. */
  public Instant changedAt() {
    ActiveFreezes now = current;
    return now == null ? Instant.EPOCH : now.changedAt();
  }

  /** Freezes agents. Blocks; throws the store's exception. */
  public FreezeOutcome freeze(AgentSelector selector, String reason, String by) {
    Instant now = clock.instant();
    Freeze wanted = new Freeze(selector, reason, by, now);
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned stored = store.get().orElse(null);
      ActiveFreezes before = stored == null ? ActiveFreezes.NONE : stored.value();
      Freeze present = before.find(selector).orElse(null);
      if (present != null) {
        reread();
        return present.asksForTheSame(wanted)
            ? new FreezeOutcome.Frozen(present, false)
            : new FreezeOutcome.Differs(present);
      }
      if (before.freezes().size() >= ActiveFreezes.MAX_FREEZES) {
        return new FreezeOutcome.TooMany();
      }
      if (write(stored, before.with(wanted, now))) {
        LOG.infof(
            "event=frozen selector=\"%s\" author=%s reason=\"%s\"",
            logged(selector.toString()), by, logged(wanted.reason()));
        return new FreezeOutcome.Frozen(wanted, true);
      }
    }
    return new FreezeOutcome.Busy();
  }

  /** Lifts freezes. Blocks; throws the store's exception. */
  public LiftOutcome lift(Which which, String by) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned stored = store.get().orElse(null);
      List<Freeze> present = stored == null ? List.of() : stored.value().freezes();
      List<Freeze> lifted = new ArrayList<>(present);
      switch (which) {
        case Which.Only() -> {
          if (present.stream().anyMatch(each -> each.isOf(AgentSelector.ALL))) {
            lifted.removeIf(each -> !each.isOf(AgentSelector.ALL));
          } else if (present.size() > 1) {
            return new LiftOutcome.Several(present);
          }
        }
        case Which.By(AgentSelector selector) -> lifted.removeIf(each -> !each.isOf(selector));
        case Which.All() -> {}
      }
      if (stored == null || lifted.isEmpty()) {
        reread();
        return new LiftOutcome.NotFrozen(present);
      }
      if (write(stored, stored.value().without(lifted, clock.instant()))) {
        for (Freeze each : lifted) {
          LOG.infof(
              "event=unfrozen selector=\"%s\" author=%s frozen_by=%s since=%s reason=\"%s\"",
              logged(each.selector().toString()),
              by,
              each.by(),
              each.since(),
              logged(each.reason()));
        }
        return new LiftOutcome.Lifted(lifted);
      }
    }
    return new LiftOutcome.Busy();
  }

  private boolean write(@Nullable Versioned stored, ActiveFreezes changed) {
    boolean written =
        stored == null ? store.add(changed) : store.replace(changed, stored.version());
    if (written) {
      reading.lock();
      try {
        ActiveFreezes known = current;
        if (known == null || known.generation() < changed.generation()) {
          inForce(changed); // Another thread may have written since, and read what it wrote.
        }
      } finally {
        reading.unlock();
      }
      hints.changed(Topics.FREEZES, changed.generation());
    }
    return written;
  }

  private void inForce(ActiveFreezes read) {
    if (read.equals(current)) {
      return;
    }
    current = read;
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.errorf(e, "event=freeze_listener_failed generation=%d", read.generation());
      }
    }
  }

  private static String logged(String text) {
    return text.replace('"', '\'').replaceAll("\\p{Cntrl}", " ");
  }
}
