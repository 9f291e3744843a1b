package io.muster.agent;

import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;

/**
 * One try, or a row of tries, to bring one offer to one agent (SEMANTICS 10). It is stored before
 * the offer is written, so that a killed server knows what it had sent.
 *
 * @param name what operators call what is offered, such as {@code prod@3}; empty if it has no name
 *     or none is known
 * @param generation the generation of the policy the offer came from; an instance that knows a
 *     lower one must not offer
 * @param tries how often it was sent, 1 to {@link Attempts#MAX_TRIES}
 * @param changedAt when it came to stand where it stands
 * @param deadline when an unanswered try is over
 * @param error at most {@value #MAX_ERROR} characters, from both ends, of the agent's words for
 *     FAILED, of the server's reason for TAKEN_BACK, of what it runs instead for NO_ANSWER; empty
 *     otherwise
 * @param heartbeat the interval between reports that was offered with it; zero if none was
 * @param renewed whether the agent had this before, and its process lost it: what becomes of it
 *     says little of others that are offered it
 */
public record Attempt(
    OfferKind kind,
    ContentHash hash,
    String name,
    long generation,
    State state,
    int tries,
    Instant offeredAt,
    Instant changedAt,
    Instant deadline,
    String error,
    Duration heartbeat,
    boolean renewed) {

  /** Where the attempt stands. */
  public enum State {
    /** Sent, not answered. */
    OFFERED,
    /** The agent said APPLYING. */
    APPLYING,
    /** The agent said APPLIED. */
    APPLIED,
    /**
     * Sent to an agent that reports no status, and nothing else shows whether it took it. Not sent
     * again by itself.
     */
    UNCONFIRMED,
    /**
     * The agent ran this already when it had never been sent anything: it was not sent this either
     * (SEMANTICS 28).
     */
    ADOPTED,
    /** The agent said FAILED; final until the hash changes or an operator retries. */
    FAILED,
    /**
     * Never answered in all tries, or not taken by what the agent runs; final until the hash
     * changes or an operator retries.
     */
    NO_ANSWER,
    /**
     * The server took it back: the agent came to harm with it, or its rollout failed. Final until
     * an operator retries, whatever the agent says of it.
     */
    TAKEN_BACK;

    /** Whether no further try follows by itself. */
    public boolean terminal() {
      return taken() || bad();
    }

    /** Whether it has what was offered, or would have been, as far as can be known of it. */
    public boolean taken() {
      return this == APPLIED || this == UNCONFIRMED || this == ADOPTED;
    }

    /** Whether it is a bad end. */
    boolean bad() {
      return this == FAILED || this == NO_ANSWER || this == TAKEN_BACK;
    }
  }

  /** Characters kept of what an agent says about a failure. */
  static final int MAX_ERROR = 16 << 10;

  static String cut(String error) {
    return FailureMessage.ends(error, MAX_ERROR);
  }

  /** An attempt that asks for no interval between reports. */
  public Attempt(
      OfferKind kind,
      ContentHash hash,
      String name,
      long generation,
      State state,
      int tries,
      Instant offeredAt,
      Instant changedAt,
      Instant deadline,
      String error) {
    this(
        kind,
        hash,
        name,
        generation,
        state,
        tries,
        offeredAt,
        changedAt,
        deadline,
        error,
        Duration.ZERO,
        false);
  }

  public Attempt {
    error = cut(error);
    if (hash.isEmpty()) {
      throw new IllegalArgumentException("an attempt needs the hash of what is offered");
    }
    if (tries < 1 || tries > Attempts.MAX_TRIES) {
      throw new IllegalArgumentException(
          "tries is " + tries + ", expected 1 to " + Attempts.MAX_TRIES);
    }
  }

  /** Whether it came to a bad end, which is final. */
  public boolean failed() {
    return state.bad();
  }

  /** Whether an operator's retry makes the offer once more. */
  public boolean retriable() {
    return failed() || state == State.UNCONFIRMED;
  }

  /** The same under another name. */
  public Attempt withName(String newName) {
    return with(newName, heartbeat, renewed);
  }

  Attempt withHeartbeat(Duration interval) {
    return with(name, interval, renewed);
  }

  /**
   * Whether an operator wants it to be sent once more to an agent that has it, by its own words,
   * and runs something else.
   */
  public boolean sentAnew(Instant now) {
    return renewed && state == State.OFFERED && now.isBefore(deadline);
  }

  Attempt asRenewed() {
    return with(name, heartbeat, true);
  }

  private Attempt with(String newName, Duration newHeartbeat, boolean newRenewed) {
    return new Attempt(
        kind,
        hash,
        newName,
        generation,
        state,
        tries,
        offeredAt,
        changedAt,
        deadline,
        error,
        newHeartbeat,
        newRenewed);
  }

  Attempt withTries(int newTries) {
    return new Attempt(
        kind,
        hash,
        name,
        generation,
        state,
        newTries,
        offeredAt,
        changedAt,
        deadline,
        error,
        heartbeat,
        renewed);
  }

  Attempt withState(State newState, String newError, Instant now) {
    return new Attempt(
        kind,
        hash,
        name,
        generation,
        newState,
        tries,
        offeredAt,
        now,
        deadline,
        newError,
        heartbeat,
        renewed);
  }
}
