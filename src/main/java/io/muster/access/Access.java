package io.muster.access;

import jakarta.inject.Singleton;

/** Decides what an operator may do. Thread-safe. */
@Singleton
public class Access {

  /** The outcome of a check. */
  public sealed interface Verdict {

    /** Go ahead. */
    record Granted() implements Verdict {}

    /**
     * Not allowed.
     *
     * @param reason for the operator
     */
    record Refused(String reason) implements Verdict {}
  }

  private static final Verdict GRANTED = new Verdict.Granted();

  /**
   * Whether the operator has the permission. Every request of the API asks here, once. There are no
   * roles yet: whoever has a token may do everything.
   */
  public Verdict check(Operator operator, Permission permission) {
    return GRANTED;
  }
}
