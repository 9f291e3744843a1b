package io.muster.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a gate was evaluated last in this stage.
 *
 * @param value not a number if there was none
 * @param failures conclusive evaluations in a row that did not hold
 * @param evaluatedAt when its value was asked for
 * @param error why there was no value; empty if there was one
 * @param inconclusiveSince since when evaluations have been inconclusive; null if the last was not
 */
public record GateStatus(
    double value,
    int failures,
    Instant evaluatedAt,
    String error,
    @Nullable Instant inconclusiveSince) {

  /** Longest error. */
  static final int MAX_ERROR = 500;

  public GateStatus {
    error = error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR - 1) + "…";
  }

  /** One whose last evaluation was conclusive. */
  public GateStatus(double value, int failures, Instant evaluatedAt, String error) {
    this(value, failures, evaluatedAt, error, null);
  }

  /** Whether the last evaluation held. */
  public boolean holds() {
    return failures == 0 && inconclusiveSince == null;
  }

  /** The same with no more failures than before, if this evaluation said nothing. */
  GateStatus unlessUnclear(@Nullable GateStatus before) {
    return inconclusiveSince == null
        ? this
        : new GateStatus(
            value, before == null ? 0 : before.failures(), evaluatedAt, error, inconclusiveSince);
  }

  /** The same; if it is inconclusive, only since then. */
  GateStatus unclearFrom(Instant from) {
    return inconclusiveSince == null
        ? this
        : new GateStatus(value, failures, evaluatedAt, error, from);
  }

  /** The status after a further evaluation. */
  static GateStatus after(
      @Nullable GateStatus before, Gate gate, Instant at, GateOutcome outcome, boolean early) {
    int failures = before == null ? 0 : before.failures();
    Instant since =
        before == null || before.inconclusiveSince() == null ? at : before.inconclusiveSince();
    return switch (outcome) {
      case GateOutcome.Holds(double value) -> new GateStatus(value, 0, at, "");
      case GateOutcome.Fails(double value) -> new GateStatus(value, failures + 1, at, "");
      case GateOutcome.Inconclusive(String reason) ->
          inconclusive(gate, failures, at, reason, since);
      case GateOutcome.TooFew(String reason) ->
          // While a stage is given out they become more.
          early
              ? new GateStatus(Double.NaN, 0, at, reason)
              : inconclusive(gate, failures, at, reason, since);
    };
  }

  private static GateStatus inconclusive(
      Gate gate, int failures, Instant at, String reason, Instant since) {
    int counted =
        switch (gate.enforcement().onError()) {
          case FAIL -> failures + 1;
          case PAUSE, IGNORE -> failures;
        };
    return new GateStatus(Double.NaN, counted, at, reason, since);
  }
}
