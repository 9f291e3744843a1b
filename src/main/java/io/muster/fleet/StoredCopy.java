package io.muster.fleet;

import io.muster.agent.AgentFacts;
import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import org.jspecify.annotations.Nullable;

/**
 * What the store has of one agent as far as this process wrote or read it, and the writes under
 * way. Not thread-safe: guarded by its agent.
 */
final class StoredCopy {

  private final PendingSave report = new PendingSave();
  private final PendingSave facts = new PendingSave();
  private final ContentPace contents = new ContentPace();
  private long sequence;
  private @Nullable AgentFacts storedFacts;
  private boolean begun;

  StoredCopy(long sequence) {
    this.sequence = sequence;
  }

  /** The writes of one record. */
  PendingSave of(RecordKind record) {
    return switch (record) {
      case REPORT -> report;
      case FACTS -> facts;
    };
  }

  /** When its contents are stored. */
  ContentPace contents() {
    return contents;
  }

  /** The sequence number of the stored report. */
  long sequence() {
    return sequence;
  }

  /** The attempts that are durable; none as long as nothing was written or read. */
  Attempts attempts() {
    return storedFacts == null ? Attempts.NONE : storedFacts.attempts();
  }

  /** Whether the store has exactly these facts. */
  boolean has(AgentFacts other) {
    return other.equals(storedFacts);
  }

  /** Whether the facts are in the store as they are in memory. */
  boolean factsDurable() {
    return storedFacts != null && facts.idle();
  }

  /** Whether the last facts were stored as an attempt of many, and not as a whole yet. */
  boolean begun() {
    return begun;
  }

  /** Whether the store lacks this attempt of these facts, and nothing else. */
  boolean lacksOnly(Attempt attempt, AgentFacts current) {
    return storedFacts != null
        && facts.idle()
        && current.attempts().isWith(attempt, storedFacts.attempts())
        && storedFacts.withAttempts(current.attempts()).equals(current);
  }

  /** Whether something could not be written. */
  boolean unsaved() {
    return report.unsaved() || facts.unsaved();
  }

  /** Nothing is under way, and nothing waits to be written. */
  boolean idle() {
    return report.idle() && facts.idle();
  }

  void reportStored(long newSequence) {
    sequence = newSequence;
  }

  /**
   * The facts are stored.
   *
   * @param asAttempt as an attempt of many
   */
  void factsStored(AgentFacts stored, boolean asAttempt) {
    storedFacts = stored;
    begun = asAttempt;
  }

  /** The facts were read, as another process wrote them. */
  void factsRead(AgentFacts read) {
    storedFacts = read;
  }
}
