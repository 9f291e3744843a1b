package io.muster.fleet;

import io.muster.agent.OfferKind;
import io.muster.protocol.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * An offer begun on a connection: what is in flight there.
 *
 * @param connection by which it goes
 */
record InFlight(OfferKind kind, long connection, ContentHash hash, Stage stage) {

  /** How far an offer is on its way. */
  enum Stage {
    /** Its attempt is being stored; not sent yet. */
    BEGUN,
    /** Sent. */
    WRITTEN,
    /** Sent with an answer that did not arrive: to be sent again. */
    LOST,
    /** Sent a second time within one try, and not a third time. */
    WRITTEN_AGAIN
  }

  /**
   * An offer that was handed to the transport.
   *
   * @param before what was in flight of its kind
   */
  static InFlight sent(
      @Nullable InFlight before, OfferKind kind, ContentHash hash, AgentConnection link) {
    boolean again = before != null && before.stage == Stage.LOST && before.hash.equals(hash);
    return new InFlight(kind, link.connection(), hash, again ? Stage.WRITTEN_AGAIN : Stage.WRITTEN);
  }

  /** Whether it goes by this connection, with this hash. */
  boolean is(AgentConnection link, ContentHash offered) {
    return connection == link.connection() && hash.equals(offered);
  }

  /** Begun, and never sent. */
  boolean unsent() {
    return stage == Stage.BEGUN;
  }

  /**
   * After the answer that carried it was lost: it is to be sent again, once per try. The same if it
   * went by another connection.
   */
  InFlight lost(AgentConnection link) {
    return stage == Stage.WRITTEN && connection == link.connection()
        ? new InFlight(kind, connection, hash, Stage.LOST)
        : this;
  }
}
