package io.muster.fleet;

import io.muster.protocol.InstanceUid;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps which instance has which agent. May be lost as a whole when the store is: instances write
 * it anew. All methods block and throw the store's own unchecked exception. Thread-safe.
 */
public interface SessionRecords {

  /**
   * What a claim found and made.
   *
   * @param before what there was; empty if nothing
   * @param holding what there is now
   */
  record Claim(Optional<SessionRecord> before, SessionRecord holding) {

    /** Whether the agent was left to whoever has it. */
    public boolean refused() {
      return before.filter(holding::equals).isPresent();
    }
  }

  /** Who has the agent; empty if that is not known. */
  Optional<SessionRecord> read(InstanceUid uid);

  /**
   * Makes the agent this instance's, unless it is to be left to whoever has it.
   *
   * @param leave asked about what there is; true to change nothing
   * @param wanted what to write; its epoch is the least that the new session gets
   * @param current the epoch of the session that goes on if it is still in force; 0 for a new one
   */
  Claim claim(InstanceUid uid, SessionRecord wanted, long current, Predicate<SessionRecord> leave);

  /** As {@link #claim(InstanceUid, SessionRecord, long, Predicate)}, whoever has it. */
  default Claim claim(InstanceUid uid, SessionRecord wanted, long current) {
    return claim(uid, wanted, current, holder -> false);
  }

  /**
   * Writes more about a session.
   *
   * @return false, and nothing was written, if the agent has another session by now
   */
  boolean update(InstanceUid uid, SessionRecord holding);

  /** Forgets an agent. */
  void remove(InstanceUid uid);

  /** Hands over all that is known. */
  void load(Consumer<Map.Entry<InstanceUid, SessionRecord>> consumer);
}
