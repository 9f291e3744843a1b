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

    /** Says why. */
    public NoValue(String message) {
      super(message);
    }
  }
}
