package io.muster.operator;

import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.failure.InvalidInput;
import io.muster.operator.OperatorStore.Versioned;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and deletes operators. All of it blocks and throws the store's exception; what was
 * changed is in force on this instance when a method returns, and the others have been told.
 */
@Singleton
public final class OperatorChanges {

  /** Most operators; instances count on their own, so a few more may get in at once. */
  public static final int MAX_OPERATORS = 10_000;

  /** Compare-and-sets that may fail in a row. */
  static final int MAX_TRIES = 32;

  private static final Logger LOG = Logger.getLogger(OperatorChanges.class);

  private final OperatorStore store;
  private final KnownOperators known;
  private final Hints hints;
  private final InstantSource clock;

  /**
   * Changes what is in this store.
   *
   * @param hints told of each change
   */
  public OperatorChanges(
      OperatorStore store, KnownOperators known, Hints hints, InstantSource clock) {
    this.store = store;
    this.known = known;
    this.hints = hints;
    this.clock = clock;
  }

  /**
   * What an operator is to be.
   *
   * @param readOnly null to leave the roles as they are; a new operator may do everything then
   * @param by an operator's name
   * @param ifMatch the generation it must have, 0 if there must be none; null for any
   */
  public record PutOperator(
      String name,
      Operator.Profile profile,
      boolean disabled,
      @Nullable Boolean readOnly,
      String by,
      @Nullable Long ifMatch) {

    public PutOperator {
      OperatorName.check("operator", name);
      if (name.equals(OperatorName.BOOTSTRAP)) {
        throw new InvalidInput(
            "'"
                + name
                + "' is the name of whoever has the token of the data folder: choose another one");
      }
    }

    private Set<String> roles(@Nullable Operator before) {
      if (readOnly == null) {
        return before == null ? Set.of(Operator.ADMIN) : before.roles();
      }
      return Set.of(readOnly ? Operator.VIEWER : Operator.ADMIN);
    }

    private Operator of(@Nullable Operator before, Instant now) {
      return new Operator(
          name,
          profile,
          disabled,
          roles(before),
          before == null ? List.of() : before.tokens(),
          before == null ? 1 : before.generation() + 1,
          before == null ? now : before.createdAt(),
          before == null ? by : before.createdBy(),
          now,
          by);
    }

    private boolean isSoAlready(Operator before) {
      return before.profile().equals(profile)
          && before.disabled() == disabled
          && before.roles().equals(roles(before));
    }
  }

  /** What became of a put. */
  public sealed interface PutOutcome {

    /** It is so, durably. */
    record Saved(Operator operator, boolean created) implements PutOutcome {}

    /** It was so before. */
    record Unchanged(Operator operator) implements PutOutcome {}

    /** Nothing was changed: it is at another generation, 0 if there is none. */
    record PreconditionFailed(long current) implements PutOutcome {}

    /** Nothing was changed: there are as many operators as there may be. */
    record TooMany() implements PutOutcome {}

    /** Others change it all the time; nothing was changed, try again. */
    record Busy() implements PutOutcome {}
  }

  /** What became of a deletion. */
  public sealed interface DeleteOutcome {

    /** It is gone, with its tokens. */
    record Deleted() implements DeleteOutcome {}

    /** There is none. */
    record NotFound() implements DeleteOutcome {}

    /** Nothing was changed: it is at another generation. */
    record PreconditionFailed(long current) implements DeleteOutcome {}

    /** Others change it all the time; nothing was changed, try again. */
    record Busy() implements DeleteOutcome {}
  }

  /** Makes or changes an operator. */
  public PutOutcome put(PutOperator wish) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned stored = store.get(wish.name()).orElse(null);
      Operator before = stored == null ? null : stored.value();
      long current = before == null ? 0 : before.generation();
      if (wish.ifMatch() != null && wish.ifMatch() != current) {
        return new PutOutcome.PreconditionFailed(current);
      }
      if (before != null && wish.isSoAlready(before)) {
        return new PutOutcome.Unchanged(before);
      }
      if (before == null && isFull()) {
        return new PutOutcome.TooMany();
      }
      Operator wanted = wish.of(before, clock.instant());
      if (stored == null ? store.add(wanted) : store.replace(wanted, stored.version())) {
        changed(wanted.name(), wanted.generation());
        LOG.infof(
            "event=operator_saved operator=%s kind=%s roles=%s disabled=%s author=%s",
            wanted.name(),
            wanted.profile().kind(),
            String.join(",", wanted.sortedRoles()),
            wanted.disabled(),
            wish.by());
        return new PutOutcome.Saved(wanted, before == null);
      }
    }
    return new PutOutcome.Busy();
  }

  /**
   * Deletes an operator; its tokens end.
   *
   * @param ifMatch the generation it must have; null for any
   */
  public DeleteOutcome delete(String name, String by, @Nullable Long ifMatch) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned stored = store.get(name).orElse(null);
      if (stored == null) {
        return new DeleteOutcome.NotFound();
      }
      if (ifMatch != null && ifMatch != stored.value().generation()) {
        return new DeleteOutcome.PreconditionFailed(stored.value().generation());
      }
      if (store.remove(name, stored.version())) {
        changed(name, stored.value().generation());
        LOG.infof(
            "event=operator_deleted operator=%s tokens=%d author=%s",
            name, stored.value().tokens().size(), by);
        return new DeleteOutcome.Deleted();
      }
    }
    return new DeleteOutcome.Busy();
  }

  private boolean isFull() {
    if (known.size() < MAX_OPERATORS) {
      return false;
    }
    known.reread();
    return known.size() >= MAX_OPERATORS;
  }

  private void changed(String name, long generation) {
    hints.changed(Topics.OPERATORS, generation);
    known.reread(name);
  }
}
