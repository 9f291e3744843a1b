package io.muster.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A message that breaks the rules of the wire and changes no state; answered with BadRequest
 * (ERR-5), or for {@link Reason#TOO_LARGE} with close code 1009 or status 413.
 *
 * @param reason what kind of rule, for counting and for choosing the answer
 * @param message what is wrong and what to do, for the agent's author; no content of the message
 * @param uid who sent it, if that could be read; the answer carries it
 * @param headerless whether the answer must go without the WebSocket header
 */
public record Malformed(Reason reason, String message, @Nullable WireUid uid, boolean headerless)
    implements Decoding {

  /** Which rule was broken. */
  public enum Reason {
    /** The WebSocket header is broken or not 0. */
    HEADER,
    /** More bytes than {@link MessageLimits#maxMessageBytes()}. */
    TOO_LARGE,
    /** The bytes are no AgentToServer. */
    SYNTAX,
    /** Deeper than {@link MessageLimits#maxNesting()}. */
    TOO_DEEP,
    /** More than {@link MessageLimits#maxElements()}. */
    TOO_MANY_ELEMENTS,
    /** A well-formed message whose uid is missing or has the wrong form (ID-2). */
    UID
  }
}
