package io.muster.rollout;

/** What one evaluation of a gate came to. */
public sealed interface GateOutcome {

  /** Its value stands to the threshold as it should. */
  record Holds(double value) implements GateOutcome {}

  /** It does not. */
  record Fails(double value) implements GateOutcome {}

  /**
   * The measurement failed.
   *
   * @param reason for people
   */
  record Inconclusive(String reason) implements GateOutcome {}

  /**
   * Fewer agents were offered the config than it takes to say something.
   *
   * @param reason for people
   */
  record TooFew(String reason) implements GateOutcome {}

  /** What a value of enough agents means. */
  static GateOutcome of(Gate gate, int agents, double value) {
    int minimum = gate.enforcement().minimum();
    if (agents < minimum) {
      return new TooFew(
          agents + " agents were offered the config, expected " + minimum + " or more");
    }
    return gate.condition().holds(value) ? new Holds(value) : new Fails(value);
  }
}
