package io.muster.fleet;

import java.util.concurrent.CompletableFuture;

/** What became of a report. */
public sealed interface ReportOutcome {

  /**
   * It was applied.
   *
   * @param agent the agent it belongs to
   * @param saved completes when what it changed is durable; complete at once if it changed nothing
   * @param disconnecting whether the agent said goodbye
   */
  record Accepted(KnownAgent agent, CompletableFuture<Void> saved, boolean disconnecting)
      implements ReportOutcome {}

  /**
   * A WebSocket has the agent, and this is another connection (SEMANTICS 29): find out whether that
   * one is alive, then report again. Nothing of the message was taken.
   */
  record Contested(KnownAgent agent, Holder holder) implements ReportOutcome {}

  /** Who has a contested agent. */
  sealed interface Holder {

    /** A WebSocket of this instance. */
    record Here(AgentConnection link) implements Holder {}

    /** A WebSocket of another instance that is alive. */
    record Elsewhere(SessionRecord session) implements Holder {}
  }

  /**
   * It was heard, but what it reports was not taken, for a reason that is the agent's.
   *
   * @param message for the agent
   */
  record Unacceptable(String message) implements ReportOutcome {}

  /**
   * It was not taken, for a reason that is the server's and passes.
   *
   * @param message for the agent
   */
  record Refused(String message) implements ReportOutcome {}
}
