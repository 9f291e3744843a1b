package io.muster.api.rollouts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.muster.api.http.Durations;
import io.muster.api.http.Refusal;
import io.muster.rollout.Comparison;
import io.muster.rollout.Condition;
import io.muster.rollout.Enforcement;
import io.muster.rollout.Enforcement.OnError;
import io.muster.rollout.Gate;
import io.muster.rollout.GateStatus;
import io.muster.rollout.Measure;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A gate of a rollout's stage: either `promql` or `fleet`. */
@Schema(name = "Gate")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GateJson(
    @Schema(description = "The fact or query if absent", examples = "errors") @Nullable String name,
    @Schema(description = "An expression with one value") @Nullable String promql,
    @Schema(
            description =
                "failed, unhealthy, disconnected, unanswered or restarted, and _ratio or _count",
            examples = "failed_ratio")
        @Nullable String fleet,
    @Schema(description = "Compare with the agents not yet in it", defaultValue = "false")
        @Nullable Boolean baseline,
    @Schema(
            examples = "<",
            enumeration = {"<", "<=", ">", ">=", "=="})
        @Nullable String operator,
    @Schema(examples = "0.01") @Nullable Double threshold,
    @Schema(description = "Evaluations in a row that must fail", defaultValue = "1")
        @Nullable Integer consecutive,
    @Schema(
            description = "Time between evaluations; PT1S for facts, PT10S for queries",
            examples = "PT10S")
        @Nullable String every,
    @Schema(
            description =
                "What an inconclusive evaluation does: no value, or fewer than minimum agents",
            enumeration = {"pause", "fail", "ignore"},
            defaultValue = "pause")
        @Nullable String onError,
    @Schema(
            description = "observe: it is reported and does nothing",
            enumeration = {"enforce", "observe"},
            defaultValue = "enforce")
        @Nullable String mode,
    @Schema(
            description = "Agents that must have been offered the config before it says anything",
            defaultValue = "0")
        @Nullable Integer minimum) {

  private static final String ENFORCE = "enforce";
  private static final String OBSERVE = "observe";
  private static final Duration EVERY_FACT = Duration.ofSeconds(1);
  private static final Duration EVERY_QUERY = Duration.ofSeconds(10);

  static GateJson of(Gate gate) {
    Condition condition = gate.condition();
    boolean baseline = gate instanceof Gate.FleetGate fleet && fleet.baseline();
    return new GateJson(
        gate.name(),
        gate instanceof Gate.MetricGate metric ? metric.promql() : null,
        gate instanceof Gate.FleetGate fleet ? fleet.measure().toString() : null,
        baseline ? true : null,
        condition.operator().text(),
        condition.threshold(),
        condition.consecutive(),
        condition.every().toString(),
        gate.enforcement().onError().name().toLowerCase(Locale.ROOT),
        gate.enforcement().enforced() ? ENFORCE : OBSERVE,
        gate.enforcement().minimum());
  }

  private Enforcement enforcement() {
    OnError chosen =
        switch (onError) {
          case null -> OnError.PAUSE;
          case "pause" -> OnError.PAUSE;
          case "fail" -> OnError.FAIL;
          case "ignore" -> OnError.IGNORE;
          default ->
              throw Refusal.badRequest(
                  "onError is '" + onError + "', expected pause, fail or ignore");
        };
    boolean enforced =
        switch (mode) {
          case null -> true;
          case ENFORCE -> true;
          case OBSERVE -> false;
          default ->
              throw Refusal.badRequest("mode is '" + mode + "', expected enforce or observe");
        };
    return new Enforcement(chosen, enforced, minimum == null ? 0 : minimum);
  }

  Gate gate() {
    if ((promql == null) == (fleet == null)) {
      throw Refusal.badRequest("a gate needs either promql or fleet, as " + RolloutExamples.BODY);
    }
    if (operator == null || threshold == null) {
      throw Refusal.badRequest("a gate needs operator and threshold, as " + RolloutExamples.BODY);
    }
    Condition condition =
        new Condition(
            Comparison.parse(operator),
            threshold,
            consecutive == null ? 1 : consecutive,
            every == null
                ? (promql == null ? EVERY_FACT : EVERY_QUERY)
                : Durations.parse("every", every));
    if (fleet != null) {
      return new Gate.FleetGate(
          name == null ? fleet : name,
          Measure.parse(fleet),
          Boolean.TRUE.equals(baseline),
          condition,
          enforcement());
    }
    String query = promql == null ? "" : promql;
    String named = query.substring(0, Math.min(query.length(), Gate.MAX_NAME));
    return new Gate.MetricGate(name == null ? named : name, query, condition, enforcement());
  }

  /**
   * How a gate was evaluated last.
   *
   * @param value absent if there was none
   * @param holds whether it held
   * @param outcome of the last evaluation
   * @param failures evaluations in a row that did not hold
   * @param error why there was no value
   */
  @Schema(name = "GateStatus")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Status(
      String name,
      @Nullable Double value,
      boolean holds,
      @Schema(enumeration = {"holds", "fails", "inconclusive"}) String outcome,
      int failures,
      Instant evaluatedAt,
      @Nullable String error) {

    static Status of(String name, GateStatus status) {
      return new Status(
          name,
          Double.isFinite(status.value()) ? status.value() : null,
          status.holds(),
          status.inconclusiveSince() != null ? "inconclusive" : status.holds() ? "holds" : "fails",
          status.failures(),
          status.evaluatedAt(),
          status.error().isEmpty() ? null : status.error());
    }
  }
}
