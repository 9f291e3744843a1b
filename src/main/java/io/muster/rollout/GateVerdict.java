package io.muster.rollout;

import java.time.Duration;
import java.time.Instant;

/** What the gates of a stage, as they were evaluated last, mean for a rollout. */
sealed interface GateVerdict {

  /** How long a measurement may fail before the rollout does. */
  Duration UNCLEAR_AT_MOST = Duration.ofMinutes(10);

  /** It may go on, as far as gates are concerned. */
  record GoOn() implements GateVerdict {}

  /** A gate has tripped. */
  record Tripped(String reason) implements GateVerdict {}

  /** Whether it may go on cannot be said for now. */
  record Unclear(String reason) implements GateVerdict {}

  /** That has been so for too long; nothing was found against the config. */
  record Expired(String reason) implements GateVerdict {}

  /** Of the gates that are enforced. Pure. */
  static GateVerdict of(Stage stage, Progress progress, Instant now) {
    GateVerdict verdict = new GoOn();
    for (Gate gate : stage.gates()) {
      GateStatus status = progress.gates().get(gate.name());
      if (status == null || !gate.enforcement().enforced()) {
        continue;
      }
      if (status.failures() >= gate.condition().consecutive()) {
        return new Tripped(tripped(gate, status, progress));
      }
      if (status.inconclusiveSince() instanceof Instant since
          && gate.enforcement().onError() == Enforcement.OnError.PAUSE
          && !(verdict instanceof Expired)) {
        verdict =
            now.isBefore(since.plus(UNCLEAR_AT_MOST))
                ? new Unclear("waits: " + unclear(gate, status, progress))
                : new Expired(
                    unclear(gate, status, progress)
                        + " for "
                        + UNCLEAR_AT_MOST.toMinutes()
                        + " minutes; nothing was found against the config");
      }
    }
    return verdict;
  }

  /** Whether each gate has been evaluated since then, and does not stand in the way. */
  static boolean allHold(Stage stage, Progress progress, Instant since) {
    return stage.gates().stream()
        .filter(gate -> gate.enforcement().enforced())
        .allMatch(gate ->
            progress.gates().get(gate.name()) instanceof GateStatus status
                && (status.holds() || ignored(gate, status))
                && !status.evaluatedAt().isBefore(since));
  }

  private static boolean ignored(Gate gate, GateStatus status) {
    return status.inconclusiveSince() != null
        && status.failures() == 0
        && gate.enforcement().onError() == Enforcement.OnError.IGNORE;
  }

  private static String named(Gate gate, Progress progress) {
    return "gate '" + gate.name() + "' of stage " + (progress.place().stage() + 1);
  }

  private static String unclear(Gate gate, GateStatus status, Progress progress) {
    return named(gate, progress) + " is inconclusive (" + status.error() + ")";
  }

  private static String tripped(Gate gate, GateStatus status, Progress progress) {
    String found =
        status.error().isEmpty() ? "is " + NumberText.text(status.value()) : "has no value";
    Counts counts = progress.counts();
    return named(gate, progress)
        + " "
        + found
        + ", expected "
        + gate.condition()
        + (status.failures() > 1 ? ", " + status.failures() + " times in a row" : "")
        + (status.error().isEmpty() ? "" : " (" + status.error() + ")")
        + "; of "
        + counts.offered()
        + " agents offered, "
        + counts.failed()
        + " failed and "
        + counts.unanswered()
        + " did not answer";
  }
}
