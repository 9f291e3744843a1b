package io.muster.rollout;

import static java.util.stream.Collectors.joining;

import io.muster.config.Versioned;
import io.muster.freeze.Freeze;
import io.muster.freeze.Freezes;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.policy.Targets;
import io.muster.policy.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Drives the rollouts: makes each target what its rollout's record says, looks at the agents, takes
 * the next step, writes it down, and makes the target like that.
 *
 * <p>Only the instance that leads acts; {@code leading} is asked before each write. What another
 * leader wrote meanwhile is not undone: every write is a compare-and-set, and a target is read
 * before the rollout that says what it should be. One thread.
 */
final class RolloutController {

  private static final Logger LOG = Logger.getLogger(RolloutController.class);

  /** How long what changes all the time, values of gates, may be known to this process only. */
  private static final Duration WRITE_AT_LEAST = Duration.ofSeconds(10);

  /** After which a rollout that never got its target was left by a process that died. */
  private static final Duration BEGIN_WITHIN = Duration.ofMinutes(1);

  private final RolloutStore store;
  private final Targets targets;
  private final Freezes freezes;
  private final Observations observations;
  private final GateQuestions questions;
  private final RolloutEvents events;
  private final Consumer<Rollout> ending;
  private final InstantSource clock;
  private final InstantSource hours;
  private final InstantSource wall;
  private final BooleanSupplier leading;
  private final Map<String, Live> live = new HashMap<>();

  /**
   * A rollout as this process knows it.
   *
   * @param version of the record it came from
   */
  private record Live(Rollout rollout, long version, Instant since) {}

  /**
   * A controller.
   *
   * @param ending told of a rollout before it is written that it has ended; may block
   * @param clock what stages are observed by
   * @param hours what windows open by
   * @param wall what is shown to people
   */
  RolloutController(
      RolloutStore store,
      Targets targets,
      Freezes freezes,
      Observations observations,
      GateQuestions questions,
      RolloutEvents events,
      Consumer<Rollout> ending,
      InstantSource clock,
      InstantSource hours,
      InstantSource wall,
      BooleanSupplier leading) {
    this.store = store;
    this.targets = targets;
    this.freezes = freezes;
    this.observations = observations;
    this.questions = questions;
    this.events = events;
    this.ending = ending;
    this.clock = clock;
    this.hours = hours;
    this.wall = wall;
    this.leading = leading;
  }

  /**
   * Takes every rollout one step further. Blocks; throws the store's exception.
   *
   * @return whether any is under way
   */
  boolean tick() {
    if (!leading.getAsBoolean()) {
      live.clear();
      return false;
    }
    // Targets first: a record read later is never older than what its target was made after.
    Map<String, Versioned<Target>> at = new HashMap<>();
    targets.allStored().forEach(target -> at.put(target.value().name(), target));
    Map<String, Versioned<Rollout>> rollouts = new HashMap<>();
    store.all().forEach(rollout -> rollouts.put(rollout.value().id(), rollout));
    Set<String> underWay = new HashSet<>();
    for (Versioned<Rollout> stored : rollouts.values()) {
      Rollout rollout = stored.value();
      Versioned<Target> target = at.get(rollout.target());
      if (!rollout.state().finished() || (target != null && rollout.holds(target.value()))) {
        underWay.add(rollout.id());
        quietly(rollout, () -> drive(stored, target));
      }
    }
    at.values().forEach(target -> release(target, rollouts.keySet()));
    live.keySet().retainAll(underWay);
    observations.keep(underWay);
    questions.keep(underWay);
    return !underWay.isEmpty();
  }

  private static void quietly(Rollout rollout, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      // The others go on; this one is tried again with the next step.
      LOG.warnf("event=rollout_step_failed rollout=%s reason=%s", rollout.id(), e);
    }
  }

  /** Lets go of a target whose rollout does not exist. */
  private void release(Versioned<Target> at, Set<String> rollouts) {
    if (at.value().split() instanceof Split split
        && !rollouts.contains(split.rollout())
        && leading.getAsBoolean()) {
      LOG.warnf("event=rollout_missing rollout=%s target=%s", split.rollout(), at.value().name());
      Target freed = at.value().takenBack(at.value().quarantine());
      var _ = targets.steer(at, freed, split.rollout());
    }
  }

  private void drive(Versioned<Rollout> stored, @Nullable Versioned<Target> at) {
    Rollout rollout = current(stored);
    if (at != null && rollout.holds(at.value())) {
      if (!makeLike(rollout, at) || rollout.state().finished()) {
        return;
      }
    } else if (rollout.state() != RolloutState.ROLLING_BACK
        || at == null
        || at.value().split() != null
        || !at.value().config().equals(rollout.from())) {
      lost(rollout, stored, at);
      return;
    }
    Instant now = clock.instant();
    Rollout after =
        observations
            .of(rollout)
            .map(seen ->
                RolloutMachine.step(
                    rollout,
                    now,
                    seen,
                    questions.answers(rollout),
                    closed(rollout, at == null ? null : at.value().window()),
                    frozen(seen)))
            .map(next -> take(stored, rollout, next))
            .orElse(rollout);
    questions.ask(after, now);
  }

  /**
   * Why no further agents are given the config now; null if they may be.
   *
   * @param ofTarget the window of a stage that has none of its own
   */
  private @Nullable String closed(Rollout rollout, @Nullable Window ofTarget) {
    Window ofStage = rollout.currentStage().window();
    Window window = ofStage == null ? ofTarget : ofStage;
    Instant now = hours.instant();
    return window == null || window.open(now)
        ? null
        : "stage "
            + (rollout.progress().place().stage() + 1)
            + " waits for "
            + (ofStage == null ? "the window of target " + rollout.target() : "its window")
            + " ("
            + window
            + "), which opens at "
            + window.opensText(now);
  }

  /**
   * Why a freeze keeps a rollout from going on: it holds for all agents, or for some of the
   * target's. What the others did would say nothing of those, which would get the config unwatched
   * when the freeze is over.
   */
  private @Nullable String frozen(Observation seen) {
    Freeze all = freezes.ofAll().orElse(null);
    if (all != null) {
      return "waits: " + all.text();
    }
    if (!freezes.known()) {
      return "waits: what is frozen could not be read from the store since the start";
    }
    if (seen.frozen() == 0) {
      return null;
    }
    String which = freezes.all().stream().map(Freeze::text).limit(3).collect(joining("; "));
    return "waits: " + seen.frozen() + " of its agents are frozen (" + which + ")";
  }

  /** The target is gone, or another's, or never was this rollout's. */
  private void lost(Rollout rollout, Versioned<Rollout> stored, @Nullable Versioned<Target> at) {
    boolean beginning =
        rollout.state() == RolloutState.PENDING
            && wall.instant().isBefore(rollout.createdAt().plus(BEGIN_WITHIN));
    if (beginning) {
      return;
    }
    String why =
        at != null && at.value().split() instanceof Split split
            ? "superseded by rollout " + split.rollout()
            : "target '" + rollout.target() + "' is no longer this rollout's";
    Progress progress = rollout.progress();
    Progress ended =
        rollout.state() == RolloutState.ROLLING_BACK
            // What it was to bring back is no longer wanted: the policy is not its own any more.
            ? progress.in(progress.ending()).because(progress.reason() + "; then " + why)
            : progress.in(RolloutState.ABORTED).because(why);
    var _ = write(stored, rollout, ended);
  }

  /** Goes on; answers how far it is then. */
  private Rollout take(Versioned<Rollout> stored, Rollout rollout, Progress next) {
    if (next.equals(rollout.progress())) {
      return rollout;
    }
    if (!worthWriting(stored, next)) {
      live.computeIfPresent(
          rollout.id(),
          (id, known) ->
              new Live(known.rollout().with(next, wall.instant()), known.version(), known.since()));
      return rollout.with(next, wall.instant());
    }
    if (write(stored, rollout, next) instanceof Rollout written) {
      targets
          .stored(written.target())
          .ifPresent(target -> {
            var _ = makeLike(written, target);
          });
      return written;
    }
    return rollout;
  }

  private Rollout current(Versioned<Rollout> stored) {
    return live.compute(
            stored.value().id(),
            (id, known) ->
                known != null && known.version() == stored.version()
                    ? known
                    : new Live(stored.value(), stored.version(), wall.instant()))
        .rollout();
  }

  /** Not for every new value of a gate: a rollout of days would write all the time. */
  private boolean worthWriting(Versioned<Rollout> stored, Progress next) {
    Live known = live.get(stored.value().id());
    return known == null
        || !wall.instant().isBefore(known.since().plus(WRITE_AT_LEAST))
        || !next.withoutEvaluations().equals(stored.value().progress().withoutEvaluations());
  }

  /** Writes how far a rollout has come; null if this instance may not, or others were quicker. */
  private @Nullable Rollout write(Versioned<Rollout> stored, Rollout before, Progress progress) {
    Rollout after = before.with(progress, wall.instant());
    live.remove(after.id());
    if (leading.getAsBoolean() && after.state().finished() && !before.state().finished()) {
      ending.accept(after);
    }
    if (!leading.getAsBoolean() || !store.replace(after, stored.version())) {
      return null;
    }
    report(before, after);
    events.publish(after);
    return after;
  }

  /** Makes the target what the rollout says; false if that was not possible now. */
  private boolean makeLike(Rollout rollout, Versioned<Target> at) {
    if (!rollout.holds(at.value())) {
      return true;
    }
    Target wanted = rollout.steered(at.value());
    return wanted.equals(at.value())
        || (leading.getAsBoolean() && targets.steer(at, wanted, "rollout " + rollout.id()));
  }

  private static void report(Rollout before, Rollout after) {
    Progress progress = after.progress();
    StagePosition place = progress.place();
    StagePosition placeBefore = before.progress().place();
    if (before.state() != after.state()
        || placeBefore.stage() != place.stage()
        || placeBefore.phase() != place.phase()) {
      Counts counts = progress.counts();
      LOG.infof(
          "event=rollout_progress rollout=%s state=%s stage=%d phase=%s offered=%d applied=%d"
              + " failed=%d rolled_back=%d reason=\"%s\"",
          after.id(),
          progress.state(),
          place.stage() + 1,
          place.phase(),
          counts.offered(),
          counts.applied(),
          counts.failed(),
          counts.rolledBack(),
          progress.reason().replace('"', '\'').replaceAll("\\p{Cntrl}", " "));
    }
  }
}
