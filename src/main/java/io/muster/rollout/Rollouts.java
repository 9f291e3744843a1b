package io.muster.rollout;

import io.muster.cluster.Hints;
import io.muster.cluster.Topics;
import io.muster.config.ConfigReference;
import io.muster.config.Page;
import io.muster.config.Versioned;
import io.muster.failure.InvalidInput;
import io.muster.freeze.Freeze;
import io.muster.freeze.Freezes;
import io.muster.policy.Resolution;
import io.muster.policy.Target;
import io.muster.policy.Targets;
import io.muster.rollout.StagePosition.Phase;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The rollouts: what operators do with them. Everything here writes the rollout's record only; the
 * {@link RolloutController} makes targets like it. Blocks; throws the store's exception.
 */
public final class Rollouts {

  private static final Logger LOG = Logger.getLogger(Rollouts.class);

  private static final int MAX_TRIES = 32;

  private static final Comparator<Rollout> NEWEST_FIRST =
      Comparator.comparing(Rollout::createdAt).reversed().thenComparing(Rollout::id);

  private final RolloutStore store;
  private final RolloutAgentStore agents;
  private final Targets targets;
  private final Freezes freezes;
  private final MetricQueries metrics;
  private final RolloutEvents events;
  private final Runnable controller;
  private final Hints hints;
  private final InstantSource clock;
  private final InstantSource wall;
  private final int finishedKept;

  /**
   * Rollouts over the store.
   *
   * @param controller told that there is something to do; does not block
   * @param hints told of each change
   * @param clock what stages are observed by
   * @param wall what is shown to people
   * @param finishedKept finished rollouts kept per target
   */
  Rollouts(
      RolloutStore store,
      RolloutAgentStore agents,
      Targets targets,
      Freezes freezes,
      MetricQueries metrics,
      RolloutEvents events,
      Runnable controller,
      Hints hints,
      InstantSource clock,
      InstantSource wall,
      int finishedKept) {
    this.store = store;
    this.agents = agents;
    this.targets = targets;
    this.freezes = freezes;
    this.metrics = metrics;
    this.events = events;
    this.controller = controller;
    this.hints = hints;
    this.clock = clock;
    this.wall = wall;
    this.finishedKept = finishedKept;
  }

  /** One rollout. */
  public Optional<Rollout> get(String id) {
    return store.get(id).map(Versioned::value);
  }

  /**
   * A page of the rollouts, newest first.
   *
   * @param target of this target only; null for all
   * @param after id of the last rollout of the page before; null for the first page
   */
  public Page<Rollout> list(@Nullable String target, @Nullable String after, int limit) {
    List<Rollout> all =
        all().stream()
            .filter(rollout -> target == null || rollout.target().equals(target))
            .sorted(NEWEST_FIRST)
            .toList();
    List<Rollout> rest = all;
    if (after != null) {
      Optional<Rollout> last = all.stream().filter(r -> r.id().equals(after)).findFirst();
      rest =
          last.map(l -> all.stream().filter(r -> NEWEST_FIRST.compare(r, l) > 0).toList())
              .orElseThrow(() -> new InvalidInput("the cursor has expired"));
    }
    List<Rollout> some = rest.subList(0, Math.min(limit, rest.size()));
    return new Page<>(some, all.size(), some.size() < rest.size() ? some.getLast().id() : null);
  }

  private List<Rollout> all() {
    return store.all().stream().map(Versioned::value).toList();
  }

  /** The rollouts of a target, the latest first. */
  public List<Rollout> of(String target) {
    return all().stream().filter(r -> r.target().equals(target)).sorted(NEWEST_FIRST).toList();
  }

  /** Whether a rollout can go like this here. Asks Prometheus. */
  public StrategyCheck check(Strategy strategy) {
    return StrategyCheck.of(strategy, metrics);
  }

  /**
   * Begins a rollout. When this answers {@link StartOutcome.Started}, it is durable, the target is
   * its own, and it goes on whatever happens to this process.
   */
  public StartOutcome start(StartRollout wish) {
    StrategyCheck check = check(wish.strategy());
    if (check.refusal() instanceof String refusal) {
      return new StartOutcome.Invalid(refusal);
    }
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<Target> stored = targets.stored(wish.target()).orElse(null);
      if (stored == null) {
        return new StartOutcome.NoTarget(wish.target());
      }
      switch (StartCheck.of(wish, stored.value(), targets::resolve)) {
        case StartCheck.Not(StartOutcome why) -> {
          return why;
        }
        case StartCheck.May(Resolution.Found to) -> {
          if (begin(wish, stored, to, check.warnings()) instanceof StartOutcome outcome) {
            return outcome;
          }
        }
      }
    }
    return new StartOutcome.Busy();
  }

  /** Null if others were quicker. */
  private @Nullable StartOutcome begin(
      StartRollout wish, Versioned<Target> stored, Resolution.Found found, List<String> warnings) {
    Target target = stored.value();
    ConfigReference to = found.pinned();
    List<Rollout> earlier = all().stream().filter(r -> r.target().equals(target.name())).toList();
    Rollout rollout =
        Rollout.pending(
                nextId(target.name(), earlier),
                target.name(),
                target.config(),
                to,
                found.hash(),
                wish.strategy(),
                wish.author(),
                wall.instant())
            .after(targets.generation());
    if (!store.add(rollout)) {
      return null;
    }
    if (!targets.steer(stored, rollout.steered(target), "rollout " + rollout.id())) {
      // Not begun: nobody was told of it.
      store.get(rollout.id()).ifPresent(own -> store.remove(rollout.id(), own.version()));
      return null;
    }
    LOG.infof(
        "event=rollout_started rollout=%s target=%s from=%s to=%s stages=%d author=%s",
        rollout.id(),
        rollout.target(),
        rollout.from(),
        rollout.to(),
        rollout.strategy().stages().size(),
        wish.author());
    prune(earlier);
    changed(rollout);
    return new StartOutcome.Started(rollout, warnings);
  }

  private void changed(Rollout rollout) {
    events.publish(rollout);
    controller.run();
    hints.changed(Topics.ROLLOUTS);
  }

  private static String nextId(String target, List<Rollout> before) {
    long last =
        before.stream()
            .map(rollout -> rollout.id().substring(target.length() + 1))
            .mapToLong(Long::parseLong)
            .max()
            .orElse(0);
    return target + "-" + (last + 1);
  }

  private void prune(List<Rollout> ofTarget) {
    ofTarget.stream()
        .filter(rollout -> rollout.state().finished())
        .sorted(NEWEST_FIRST)
        .skip(Math.max(1, finishedKept))
        .forEach(rollout -> {
          agents.forget(rollout.id());
          store.get(rollout.id()).ifPresent(old -> store.remove(old.value().id(), old.version()));
        });
  }

  /** Stops giving the config to further agents; those that have it keep it. */
  public ControlOutcome pause(String id, String author) {
    return control(
        id,
        "paused",
        author,
        rollout ->
            switch (rollout.state()) {
              case PENDING, RUNNING, AWAITING_APPROVAL -> paused(rollout.progress(), author);
              // One that was paused by a gate would go on by itself.
              case PAUSED ->
                  rollout.progress().inconclusive()
                      ? paused(rollout.progress(), author)
                      : rollout.progress();
              case ROLLING_BACK, ROLLED_BACK, SUCCEEDED, ABORTED -> null;
            });
  }

  private static Progress paused(Progress progress, String author) {
    return progress
        .in(RolloutState.PAUSED)
        .because("paused by " + author)
        .measured(false)
        .frozen(null);
  }

  /** Goes on where it was paused; gates begin to count anew. */
  public ControlOutcome resume(String id, String author) {
    return control(
        id,
        "resumed",
        author,
        rollout ->
            switch (rollout.state()) {
              case PAUSED ->
                  rollout
                      .progress()
                      .in(RolloutState.RUNNING)
                      .at(resumed(rollout.progress().place()))
                      .gated(Map.of())
                      .measured(false)
                      .because("");
              case RUNNING -> rollout.progress();
              case PENDING, AWAITING_APPROVAL, ROLLING_BACK, ROLLED_BACK, SUCCEEDED, ABORTED ->
                  null;
            });
  }

  /** The time of a pause is no observation: it begins anew. */
  private StagePosition resumed(StagePosition place) {
    return place.phase() == Phase.OBSERVE
        ? place.in(Phase.OBSERVE, clock.instant())
        : place.settled(null);
  }

  /** Approves a stage, or skips what is left of its observation; not in a freeze. */
  public ControlOutcome promote(String id, String author) {
    String frozen =
        freezes
            .ofAll()
            .map(Freeze::text)
            .or(() ->
                get(id)
                    .map(Rollout::progress)
                    .filter(progress -> progress.frozenSince() != null)
                    .map(Progress::reason))
            .orElse(null);
    if (frozen != null && get(id).filter(rollout -> !rollout.state().finished()).isPresent()) {
      return new ControlOutcome.Conflict(
          "rollout "
              + id
              + " cannot be promoted: "
              + frozen
              + "; abort and rollback are not stopped by a freeze");
    }
    return control(
        id,
        "promoted",
        author,
        rollout ->
            switch (rollout.state()) {
              case AWAITING_APPROVAL -> advance(rollout);
              case RUNNING ->
                  rollout.progress().place().phase() == Phase.OBSERVE ? advance(rollout) : null;
              case PENDING, PAUSED, ROLLING_BACK, ROLLED_BACK, SUCCEEDED, ABORTED -> null;
            });
  }

  private Progress advance(Rollout rollout) {
    return RolloutMachine.advance(rollout.strategy(), rollout.progress(), clock.instant());
  }

  /** Ends it and brings the config before back. */
  public ControlOutcome abort(String id, String author) {
    return control(
        id,
        "aborted",
        author,
        rollout ->
            switch (rollout.state()) {
              case PENDING, RUNNING, PAUSED, AWAITING_APPROVAL ->
                  rollout.progress().rollingBack(RolloutState.ABORTED, "aborted by " + author);
              case ROLLING_BACK, ABORTED -> rollout.progress();
              case ROLLED_BACK, SUCCEEDED -> null;
            });
  }

  /**
   * Writes what an operator wants.
   *
   * @param change null if it cannot be, as the rollout stands
   */
  private ControlOutcome control(
      String id, String done, String author, Function<Rollout, @Nullable Progress> change) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Versioned<Rollout> stored = store.get(id).orElse(null);
      if (stored == null) {
        return new ControlOutcome.NotFound();
      }
      Rollout rollout = stored.value();
      Progress progress = change.apply(rollout);
      if (progress == null) {
        return new ControlOutcome.Conflict(
            "rollout " + id + " cannot be " + done + ": " + standing(rollout));
      }
      if (progress.equals(rollout.progress())) {
        return new ControlOutcome.Done(rollout);
      }
      Rollout changed = rollout.with(progress, wall.instant());
      if (store.replace(changed, stored.version())) {
        LOG.infof("event=rollout_controlled rollout=%s change=%s author=%s", id, done, author);
        changed(changed);
        return new ControlOutcome.Done(changed);
      }
    }
    return new ControlOutcome.Busy();
  }

  private static String standing(Rollout rollout) {
    StagePosition place = rollout.progress().place();
    return switch (rollout.state()) {
      case PENDING -> "it has not begun";
      case RUNNING ->
          "stage "
              + (place.stage() + 1)
              + (place.phase() == Phase.OBSERVE ? " is observed" : " is still being given out");
      case PAUSED -> "it is paused";
      case AWAITING_APPROVAL -> "it awaits approval";
      case ROLLING_BACK -> "it is being rolled back";
      case ROLLED_BACK -> "it was rolled back";
      case SUCCEEDED -> "it has succeeded";
      case ABORTED -> "it was aborted";
    };
  }
}
