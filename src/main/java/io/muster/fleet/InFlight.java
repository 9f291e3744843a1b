package io.muster.fleet;

import io.muster.agent.OfferKind;
import io.muster.protocol.ContentHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

  /** The one of a kind among several, of which there is one per kind at most; or null. */
  static @Nullable InFlight find(List<InFlight> all, OfferKind kind) {
    // By index: part of every config change, for every agent, and an iterator is an object.
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).kind().equals(kind)) {
        return all.get(i);
      }
    }
    return null;
  }

  /** Several with this as the one of its kind; null for none of this kind. */
  static List<InFlight> with(List<InFlight> all, OfferKind kind, @Nullable InFlight one) {
    InFlight old = find(all, kind);
    if (Objects.equals(old, one)) {
      return all;
    }
    if (all.isEmpty() || (all.size() == 1 && old != null)) {
      return one == null ? List.of() : List.of(one);
    }
    List<InFlight> result = new ArrayList<>(all);
    result.removeIf(each -> each.kind().equals(kind));
    if (one != null) {
      result.add(one);
    }
    return List.copyOf(result);
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
