package io.muster.rollout;

/** Where gates ask about metrics. */
public interface MetricQueries {

  /** Whether there is somebody to ask. */
  boolean available();

  /**
   * Evaluates an expression now. Blocks for a bounded time.
   *
   * @throws NoValue if it fails, or has no value or several
   */
  double ask(String promql) throws NoValue;

  /** There is no value; the message is for people. */
  final class NoValue extends Exception {

    private static final long serialVersionUID = 1L;

    private final Why why;

    /** What is the matter. */
    public enum Why {
      /** The expression is none: asking again is of no use. */
      WRONG,
      /** Nobody could say. */
      UNAVAILABLE
    }

    /** That there is no value now. */
    public NoValue(String message) {
      this(message, Why.UNAVAILABLE);
    }

    /** That there is none, and why. */
    public NoValue(String message, Why why) {
      super(message);
      this.why = why;
    }

    /** What is the matter. */
    public Why why() {
      return why;
    }
  }
}
