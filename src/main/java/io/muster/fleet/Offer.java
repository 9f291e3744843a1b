package io.muster.fleet;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.Transport;
import io.muster.fleet.OfferTraits.Trait;
import io.muster.freeze.Outgoing;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One kind of thing that agents are offered: given an agent, add a field to its message. The
 * features implement it, the connections ask all of them; nobody sends "because someone clicked". A
 * new kind is a new class, and nothing else has to know it.
 *
 * <p>Implementations are pure and quick: they run on event loops, thousands of times in a row after
 * a policy change; only {@link #refresh} is for a thread that may block.
 */
public interface Offer {

  /** How this kind is made and answered; always the same object, one implementation per kind. */
  OfferTraits traits();

  /** Which kind this is. */
  default OfferKind kind() {
    return traits().kind();
  }

  /**
   * What this agent should have and does not say it has: empty when it lacks the capability, when
   * there is nothing for it, when it reported this hash as APPLIED. A hash it reported as APPLYING
   * or FAILED is still due. Whether it is sent now is not decided here: attempts, the finality of a
   * failure, deadlines and quarantine are the fleet's (SEMANTICS 10).
   *
   * @param transport how the agent is connected now
   */
  Optional<Due> due(AgentState agent, Transport transport);

  /**
   * What a freeze is to take an offer to this agent for (SEMANTICS 36). Each kind says so itself:
   * there is no answer that is right for one that has not thought of it. Pure; asked only while the
   * agent is frozen.
   */
  Outgoing outgoing(AgentState agent, Due due);

  /**
   * Whether an offer may travel by a connection. One that may not is not due; quick and pure as
   * {@link #due}.
   */
  default boolean mayTravel(Due due, AgentConnection link) {
    return true;
  }

  /** Whether an agent runs what it is due, by what it says to run. */
  enum Running {
    /** It does. */
    THIS,
    /** It runs something else, or does not say what, or not all of it can be seen. */
    OTHER,
    /** It said that it runs nothing yet, as a process does that is about to start another one. */
    UNTOLD,
    /** That is being found out; {@link #findOut} says when it is. */
    NOT_KNOWN_YET
  }

  /**
   * Whether an agent that was never sent anything of this kind has what it is due all the same
   * (SEMANTICS 28): it is not sent it then. Quick and pure as {@link #due}.
   */
  default Running running(AgentState agent, Due due) {
    return Running.OTHER;
  }

  /** Completes when {@link #running} knows, or will not know better. Never blocks. */
  default CompletableFuture<Void> findOut(AgentState agent, Due due) {
    return CompletableFuture.completedFuture(null);
  }

  /** What an agent did that may prove an offer ({@link Trait#PROVED_BY_RETURNING}). */
  enum Proof {
    /** It came back. */
    RETURN,
    /** It said goodbye. */
    GOODBYE
  }

  /**
   * Whether this proves that the agent has taken what it was offered with this hash.
   *
   * @param link the connection it did it by
   */
  default boolean provedBy(ContentHash hash, Proof proof, AgentConnection link) {
    return proof == Proof.RETURN;
  }

  /**
   * The attempt that says how it went with what this agent should have now: the newest, unless the
   * feature knows better. Its name is what operators call it today. Empty if it was never tried.
   */
  default Optional<Attempt> standing(AgentState agent) {
    return agent.facts().attempts().newest(kind());
  }

  /**
   * Reads what is wanted anew from the store, for whatever no event told of (SEMANTICS 14). Called
   * now and then; blocks, and throws the store's exception when the store is not there: what was
   * wanted stays.
   */
  void refresh();

  /**
   * An offer that is due.
   *
   * @param hash what the agent will report back
   * @param name what operators call it, such as {@code prod@3}; empty if it has no name
   * @param generation of the policy it comes from
   * @param fragment the whole top-level field, shared between agents where it can be
   * @param since when the policy came to want it: the start of the time to delivery
   * @param heartbeat the interval between reports that it asks for; zero if it asks for none
   */
  record Due(
      ContentHash hash,
      String name,
      long generation,
      Fragment fragment,
      Instant since,
      Duration heartbeat) {

    /** An offer that says nothing of how often an agent reports. */
    public Due(ContentHash hash, String name, long generation, Fragment fragment, Instant since) {
      this(hash, name, generation, fragment, since, Duration.ZERO);
    }
  }
}
