package io.muster.policy;

import io.muster.config.ConfigLimits;
import io.muster.config.ConfigReference;
import io.muster.config.DeleteOutcome;
import io.muster.config.EncodedRevision;
import io.muster.config.Page;
import io.muster.config.Resolver;
import io.muster.config.RevisionCatalogue;
import io.muster.config.Versioned;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The targets: what operators do with them. Blocking, failures and threads as with {@link
 * RevisionCatalogue}. The checks that look at other records (weights of a group, that the config is
 * there) hold at the time of the call; two operators at once can get around them, and {@link
 * Desired} copes.
 */
@Singleton
public final class Targets {

  private static final Logger LOG = Logger.getLogger(Targets.class);

  private final TargetStore store;
  private final PolicySource policies;
  private final TargetPuts puts;
  private final TargetHistory history;
  private final InstantSource clock;

  /** Targets over the store; changes are put in force through the policy source. */
  public Targets(
      TargetStore store,
      TargetRevisionStore revisions,
      PolicySource policies,
      ConfigLimits limits,
      InstantSource clock) {
    this.store = store;
    this.policies = policies;
    this.history = new TargetHistory(revisions, clock);
    this.puts =
        new TargetPuts(
            store,
            history,
            policies.resolver()::resolve,
            limits,
            () -> policies.current().generation(),
            clock);
    this.clock = clock;
  }

  /** One target. */
  public Optional<Target> get(String name) {
    return store.get(name).map(Versioned::value);
  }

  /**
   * A page of the targets in the order they are asked.
   *
   * @param after the `next` of the page before; null for the first page
   * @throws io.muster.failure.InvalidInput if `after` is no such thing
   */
  public Page<Target> list(@Nullable String after, int limit) {
    return list(after, limit, target -> true);
  }

  /** Some of those that are wanted. */
  public Page<Target> list(@Nullable String after, int limit, Predicate<Target> wanted) {
    Target.Position start = after == null ? null : Target.Position.parse(after);
    List<Target> all = all().stream().filter(wanted).toList();
    List<Target> rest =
        start == null
            ? all
            : all.stream()
                .filter(target -> Target.Position.of(target).compareTo(start) > 0)
                .toList();
    List<Target> some = rest.subList(0, Math.min(limit, rest.size()));
    String next = some.size() < rest.size() ? Target.Position.of(some.getLast()).toString() : null;
    return new Page<>(some, all.size(), next);
  }

  private List<Target> all() {
    return store.all().stream().map(Versioned::value).sorted(Target.ORDER).toList();
  }

  /**
   * Creates or replaces a target. When this answers {@link TargetOutcome.Saved}, it is durable and
   * in force on this instance.
   */
  public TargetOutcome put(PutTarget put) {
    TargetOutcome outcome = puts.put(put);
    switch (outcome) {
      case TargetOutcome.Saved(Target target, var _, var _) -> {
        LOG.infof(
            "event=target_saved target=%s config=%s weight=%d generation=%d author=%s",
            target.name(), target.config(), target.weight(), target.generation(), put.author());
        policies.changed();
      }
      case TargetOutcome.Unchanged _ -> policies.catchUp();
      case TargetOutcome.Invalid _,
          TargetOutcome.RolloutRequired _,
          TargetOutcome.InRollout _,
          TargetOutcome.PreconditionFailed _,
          TargetOutcome.Busy _ -> {}
    }
    return outcome;
  }

  /**
   * The revisions of a target, also of one that was deleted, newest first; empty if there never was
   * one.
   *
   * @param from begin with this number; null for the newest
   */
  public Optional<Page<TargetRevision>> revisions(String name, @Nullable Long from, int limit) {
    return history.page(name, get(name).orElse(null), from, limit);
  }

  /** One revision of a target. */
  public Optional<TargetRevision> revision(String name, long number) {
    return history.get(name, get(name).orElse(null), number);
  }

  /** Generation of the policy that is in force here. */
  public long generation() {
    return policies.current().generation();
  }

  /** A target as it is stored, for {@link #steer}. */
  public Optional<Versioned<Target>> stored(String name) {
    return store.get(name);
  }

  /** All targets as they are stored, for {@link #steer}. */
  public List<Versioned<Target>> allStored() {
    return store.all();
  }

  /** What a reference pins now, with its hash; empty, or a message for people. For rollouts. */
  public Resolution resolve(ConfigReference reference) {
    return switch (policies.resolver().resolve(reference)) {
      case Resolver.Resolved(EncodedRevision revision, var _, var _) ->
          new Resolution.Found(revision.reference(), revision.hash());
      case Resolver.Unusable(String message) -> new Resolution.Unusable(message);
    };
  }

  /**
   * Changes the rollout part of a target, and nothing else, if it is still what was read. When this
   * answers true, the change is durable and in force on this instance.
   *
   * @param author the rollout
   */
  public boolean steer(Versioned<Target> read, Target changed, String author) {
    long next = Math.max(read.value().generation(), policies.current().generation()) + 1;
    Target target = changed.changed(next, clock.instant(), author);
    if (!changed.asPut().equals(read.value().asPut())) {
      target = history.revised(read.value(), target, "");
    }
    if (!store.replace(target, read.version())) {
      return false;
    }
    LOG.infof(
        "event=target_steered target=%s config=%s generation=%d author=%s",
        target.name(), target.config(), target.generation(), author);
    policies.changed();
    return true;
  }

  /**
   * Deletes a target; its agents go to the next candidate.
   *
   * @param ifMatch generation that the target must have; null if it does not matter
   */
  public DeleteOutcome delete(String name, String author, @Nullable Long ifMatch) {
    DeleteOutcome outcome = puts.delete(name, author, ifMatch);
    if (outcome instanceof DeleteOutcome.Deleted) {
      LOG.infof("event=target_deleted target=%s author=%s", name, author);
      policies.changed();
    }
    return outcome;
  }
}
