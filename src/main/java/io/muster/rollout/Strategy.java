package io.muster.rollout;

import io.muster.failure.InvalidInput;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a rollout goes.
 *
 * @param stages in order; shares grow, the last one is all agents
 * @param maxInFlight most connected agents that have been given the config and have not come to an
 *     end with it; 0 for no limit. The probe wave may exceed it
 * @param requireHealth whether an agent that does not report health fails after APPLIED
 * @param requireConfirmation whether an agent that tells neither a status nor what it runs counts
 *     as one that did not answer
 */
public record Strategy(
    List<Stage> stages,
    OnFailure onFailure,
    int maxInFlight,
    boolean requireHealth,
    boolean requireConfirmation) {

  /** Most stages. */
  public static final int MAX_STAGES = 20;

  /** What a tripped gate does. */
  public enum OnFailure {
    /** The config before comes back wherever the new one went. */
    ROLLBACK,
    /** Nothing further happens until an operator says what. */
    PAUSE
  }

  /** Without confirmation of agents that cannot give one. */
  public Strategy(List<Stage> stages, OnFailure onFailure, int maxInFlight, boolean requireHealth) {
    this(stages, onFailure, maxInFlight, requireHealth, false);
  }

  public Strategy {
    stages = List.copyOf(stages);
    if (stages.isEmpty() || stages.size() > MAX_STAGES) {
      throw new InvalidInput(
          "a rollout has 1 to " + MAX_STAGES + " stages, this one has " + stages.size());
    }
    if (maxInFlight < 0) {
      throw new InvalidInput("maxInFlight is " + maxInFlight + ", expected 0 or more");
    }
    int before = 0;
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).share() instanceof StageScope.Percent(int basisPoints)) {
        if (basisPoints <= before) {
          throw new InvalidInput(
              "stage " + (i + 1) + " has no more agents than the one before: percent must rise");
        }
        before = basisPoints;
      }
    }
    if (!(stages.getLast().share() instanceof StageScope.Percent last && last.all())) {
      throw new InvalidInput(
          "the last stage must have percent 100: what succeeds is for all agents of the target");
    }
  }

  /** Basis points that the stages before this one have given the config. */
  int pointsBefore(int stage) {
    int points = 0;
    for (Stage before : stages.subList(0, stage)) {
      points = before.share() instanceof StageScope.Percent(int basisPoints) ? basisPoints : points;
    }
    return points;
  }

  /**
   * The gates of a stage that names none: no more than one agent in a hundred comes to harm. Agents
   * may be unhealthy for a moment, and away for a minute, as they are when they restart.
   */
  public static List<Gate> defaultGates() {
    return List.of(
        atMostOnePercent("failed_ratio", 1),
        atMostOnePercent("unhealthy_ratio", 10),
        atMostOnePercent("unanswered_ratio", 1),
        atMostOnePercent("disconnected_ratio", 60));
  }

  private static Gate atMostOnePercent(String fact, int consecutive) {
    return fleet(fact, new Condition(Comparison.AT_MOST, 0.01, consecutive, Duration.ofSeconds(1)));
  }

  private static Gate fleet(String fact, Condition condition) {
    return new Gate.FleetGate(fact, Measure.parse(fact), false, condition);
  }

  /** Strategies by name. */
  public enum Template {
    /** 5, 10, 25, 50 and 100 %, observed 10, 20, 30 and 60 minutes. */
    STANDARD(List.of(500, 1000, 2500, 5000, 10_000), List.of(10, 20, 30, 60, 0), 0.01),
    /** 1, 5, 20, 50 and 100 %, observed 12, 24, 48, 48 and 24 hours, failures below 0.1 %. */
    CAUTIOUS(
        List.of(100, 500, 2000, 5000, 10_000),
        List.of(12 * 60, 24 * 60, 48 * 60, 48 * 60, 24 * 60),
        0.001);

    private final List<Integer> basisPoints;
    private final List<Integer> minutes;
    private final double failures;

    Template(List<Integer> basisPoints, List<Integer> minutes, double failures) {
      this.basisPoints = basisPoints;
      this.minutes = minutes;
      this.failures = failures;
    }

    /**
     * Reads a name.
     *
     * @throws InvalidInput with a message for people
     */
    public static Template parse(String name) {
      for (Template template : values()) {
        if (template.text().equals(name)) {
          return template;
        }
      }
      throw new InvalidInput(
          "template '"
              + name
              + "' is none of "
              + Arrays.stream(values()).map(Template::text).collect(Collectors.joining(", ")));
    }

    /** The name. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Its stages. */
    public List<Stage> stages() {
      List<Gate> gates =
          Stream.concat(
                  Stream.of(
                      fleet(
                          "failed_ratio",
                          new Condition(Comparison.LESS, failures, 1, Duration.ofSeconds(1)))),
                  defaultGates().stream().filter(gate -> !gate.name().equals("failed_ratio")))
              .toList();
      return IntStream.range(0, basisPoints.size())
          .mapToObj(i ->
              new Stage(
                  new StageScope.Percent(basisPoints.get(i)),
                  Duration.ofMinutes(minutes.get(i)),
                  false,
                  gates))
          .toList();
    }
  }
}
