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
   * Another open connection speaks for this uid and this one does not continue its sequence
   * (SEMANTICS 4): find out which of the two is alive, then report again.
   *
   * @param holder the connection that has the uid
   */
  record Contested(KnownAgent agent, AgentConnection holder) implements ReportOutcome {}

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
