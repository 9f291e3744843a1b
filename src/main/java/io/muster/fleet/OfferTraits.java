package io.muster.fleet;

import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ServerCapability;
import io.muster.protocol.proto.AgentToServer;
import io.muster.telemetry.OfferMetrics;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a kind of offer is made and answered in OpAMP: all that the server must know of a kind but
 * what is offered to whom.
 *
 * @param offeredBy the capability of the server without which it is not offered (CAP-4)
 * @param reportedBy the capability by which an agent promises to report a status
 * @param answer finds the status in a message; null if the message has none
 * @param status finds the last status in what an agent reported; null if it never told one
 * @param metrics what its meters are called
 */
public record OfferTraits(
    OfferKind kind,
    ServerCapability offeredBy,
    AgentCapability reportedBy,
    StatusIn<AgentToServer> answer,
    StatusIn<Reported> status,
    OfferMetrics.Names metrics,
    Set<Trait> traits) {

  /**
   * Where the status of a kind is found.
   *
   * @param <T> what has it
   */
  @FunctionalInterface
  public interface StatusIn<T> {

    /** The status, or null if there is none. */
    @Nullable OfferStatus find(T source);
  }

  /** What is not so with every kind. */
  public enum Trait {
    /**
     * Sent once per hash and connection: an agent that takes it connects anew, and reconnects on
     * every copy.
     */
    ONCE_PER_CONNECTION,
    /** An agent that reports no status has proved the offer by coming back. */
    PROVED_BY_RETURNING,
    /**
     * The status outlives a connection: it is awaited while the agent is asked for its full state,
     * since the agent may have what is offered already, and a blank one says that the agent lost
     * its memory (RC-10).
     */
    REMEMBERED_BY_AGENT,
    /**
     * Of an agent that reports no status, what it runs tells whether it took the offer; who is
     * silent about that too stays unconfirmed (SEMANTICS 28).
     */
    SHOWN_BY_WHAT_RUNS,
    /** A failure of what this server never offered counts as one, and is final. */
    REFUSED_UNASKED
  }

  public OfferTraits {
    // Asked for each agent at each change of policy: a test of a bit.
    EnumSet<Trait> copy = EnumSet.noneOf(Trait.class);
    copy.addAll(traits);
    traits = Collections.unmodifiableSet(copy);
  }

  /** Whether this is so with this kind. */
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }
}
