package io.muster.policy;

import io.muster.config.ConfigLimits;
import io.muster.config.ConfigReference;
import io.muster.config.DeleteOutcome;
import io.muster.config.EncodedRevision;
import io.muster.config.Resolver;
import io.muster.config.RevisionCatalogue;
import io.muster.config.Versioned;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates and replaces targets: all checks of a PUT, and what it writes. Tells nobody and logs
 * nothing, so that a plan can ask the same over stores that only it sees. Blocking, failures and
 * threads as with {@link RevisionCatalogue}.
 */
final class TargetPuts {

  private static final int MAX_TRIES = 32;

  private final TargetStore store;
  private final TargetHistory history;
  private final Function<ConfigReference, Resolver.Outcome> resolve;
  private final ConfigLimits limits;
  private final LongSupplier generation;
  private final RolloutDecisions decisions;
  private final InstantSource clock;

  /**
   * Puts over this store.
   *
   * @param resolve what a reference means now
   * @param generation of the policy in force
   */
  TargetPuts(
      TargetStore store,
      TargetHistory history,
      Function<ConfigReference, Resolver.Outcome> resolve,
      ConfigLimits limits,
      LongSupplier generation,
      InstantSource clock) {
    this.store = store;
    this.history = history;
    this.resolve = resolve;
    this.decisions = new RolloutDecisions(resolve);
    this.limits = limits;
    this.generation = generation;
    this.clock = clock;
  }

  TargetOutcome put(PutTarget put) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<Target> stored = store.get(put.name()).orElse(null);
      Target present = stored == null ? null : stored.value();
      long known = present == null ? PutTarget.NONE : present.generation();
      if (put.ifMatch() != null && put.ifMatch() != known) {
        return new TargetOutcome.PreconditionFailed(known);
      }
      if (present != null && put.asksFor(present)) {
        return new TargetOutcome.Unchanged(present);
      }
      if (present != null && present.split() instanceof Split split) {
        return new TargetOutcome.InRollout(split.rollout());
      }
      List<Target> others = others(put.name());
      if (present == null && others.size() >= limits.targets()) {
        return new TargetOutcome.Invalid(
            "there are " + limits.targets() + " targets, which is the limit");
      }
      Resolver.Resolved resolved;
      switch (resolve.apply(put.config())) {
        case Resolver.Unusable(String message) -> {
          return new TargetOutcome.Invalid(message);
        }
        case Resolver.Resolved found -> resolved = found;
      }
      Optional<String> undone = undone(put, present, resolved.revision());
      if (present != null && undone.isPresent()) {
        return new TargetOutcome.RolloutRequired(present, undone.get());
      }
      Optional<String> refusal = TargetWeights.refusal(put, others);
      if (refusal.isPresent()) {
        return new TargetOutcome.Invalid(refusal.get());
      }
      Target target = history.revised(present, wanted(put, present), put.comment());
      if (write(stored, target)) {
        history.trim(target.name(), target.revision());
        List<String> warnings = new ArrayList<>(TargetWeights.warnings(target, others));
        warnings.addAll(resolved.unused());
        closed(target, present).ifPresent(warnings::add);
        if (present != null && !put.config().equals(present.config())) {
          decisions.warning(present, put.config(), resolved.revision()).ifPresent(warnings::add);
        }
        return new TargetOutcome.Saved(target, stored == null, warnings);
      }
    }
    return new TargetOutcome.Busy();
  }

  /** Deletes a target that no rollout is at work on. */
  DeleteOutcome delete(String name, String author, @Nullable Long ifMatch) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<Target> stored = store.get(name).orElse(null);
      if (stored == null) {
        return new DeleteOutcome.NotFound();
      }
      if (ifMatch != null && ifMatch != stored.value().generation()) {
        return new DeleteOutcome.PreconditionFailed(stored.value().generation());
      }
      if (stored.value().split() instanceof Split split) {
        return new DeleteOutcome.InUse(List.of("rollout " + split.rollout()));
      }
      history.deleted(stored.value(), author);
      if (store.remove(name, stored.version())) {
        return new DeleteOutcome.Deleted();
      }
    }
    return new DeleteOutcome.Busy();
  }

  /** Writes the target whatever the checks say: a plan goes on behind what it refused. */
  void insist(PutTarget put) {
    Versioned<Target> stored = store.get(put.name()).orElse(null);
    var _ = write(stored, wanted(put, stored == null ? null : stored.value()));
  }

  private boolean write(@Nullable Versioned<Target> stored, Target target) {
    return stored == null ? store.add(target) : store.replace(target, stored.version());
  }

  /** Above every generation of the policy, so that it rises over deletion and creation, too. */
  private Target wanted(PutTarget put, @Nullable Target present) {
    long known = present == null ? PutTarget.NONE : present.generation();
    long next = Math.max(known, generation.getAsLong()) + 1;
    Target wanted = put.target(next, clock.instant(), put.author());
    return present == null ? wanted : wanted.withHistoryOf(present);
  }

  /** What is said of a change that its agents are not given now. */
  private Optional<String> closed(Target target, @Nullable Target present) {
    Instant now = clock.instant();
    return target.window() instanceof Window window
            && !window.open(now)
            && (present == null || !target.spec().wantsTheSameAs(present.spec()))
        ? Optional.of(
            "the window of target "
                + target.name()
                + " ("
                + window
                + ") is closed: its agents are given "
                + target.config()
                + " from "
                + window.opensText(now)
                + " on")
        : Optional.empty();
  }

  private List<Target> others(String name) {
    return store.all().stream()
        .map(Versioned::value)
        .filter(target -> !target.name().equals(name))
        .sorted(Target.ORDER)
        .toList();
  }

  /** Why the PUT would undo what rollouts decided; empty if it would not. */
  private Optional<String> undone(PutTarget put, @Nullable Target present, EncodedRevision wanted) {
    return present == null
            || put.config().equals(present.config())
            || decisions.unchanged(present, wanted)
        ? Optional.empty()
        : decisions.refusal(present, put.config(), wanted);
  }
}
