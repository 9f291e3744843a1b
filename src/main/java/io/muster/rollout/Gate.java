package io.muster.rollout;

import io.muster.failure.InvalidInput;

/** What must hold for a rollout to go on; evaluated from the first offer of a stage to its end. */
public sealed interface Gate {

  /** Longest name. */
  int MAX_NAME = 100;

  /** Unique in its stage. */
  String name();

  /** When it trips. */
  Condition condition();

  /** What its outcome does. */
  Enforcement enforcement();

  /**
   * Asks the fleet.
   *
   * @param baseline compare with the agents not yet in the rollout: the value is how much more of
   *     those in it came to harm
   */
  record FleetGate(
      String name, Measure measure, boolean baseline, Condition condition, Enforcement enforcement)
      implements Gate {
    public FleetGate {
      check(name);
      if (baseline && measure.count()) {
        throw new InvalidInput(
            "gate '" + name + "': a baseline needs shares, write a fact that ends in _ratio");
      }
    }

    /** One that is enforced as is standard. */
    public FleetGate(String name, Measure measure, boolean baseline, Condition condition) {
      this(name, measure, baseline, condition, Enforcement.STANDARD);
    }

    double value(Observation seen) {
      return baseline
          ? measure.of(seen.offered(), false) - measure.of(seen.others(), false)
          : measure.of(seen.offered(), true);
    }
  }

  /**
   * Asks Prometheus; a query that fails or has no single value is inconclusive.
   *
   * @param promql an expression with one value
   */
  record MetricGate(String name, String promql, Condition condition, Enforcement enforcement)
      implements Gate {

    /** Longest query. */
    static final int MAX_QUERY = 10_000;

    public MetricGate {
      check(name);
      if (promql.isBlank() || promql.length() > MAX_QUERY) {
        throw new InvalidInput(
            "gate '"
                + name
                + "': promql needs an expression of at most "
                + MAX_QUERY
                + " characters");
      }
    }

    /** One that is enforced as is standard. */
    public MetricGate(String name, String promql, Condition condition) {
      this(name, promql, condition, Enforcement.STANDARD);
    }
  }

  private static void check(String name) {
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new InvalidInput("a gate needs a name of at most " + MAX_NAME + " characters");
    }
  }
}
