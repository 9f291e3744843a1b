package io.muster.fleet;

import io.muster.freeze.Outgoing;

/**
 * What an operator has an agent do once: nothing that the agent should have, so it is not found
 * again by comparing (SEMANTICS 16).
 */
public sealed interface AgentCommand {

  /** Restart (CO-1). */
  record Restart() implements AgentCommand {}

  /** Take a custom message (CM-7). */
  record Message(OutgoingMessage message) implements AgentCommand {}

  /** Take a new uid. */
  record NewUid() implements AgentCommand {}

  /** What a freeze is to take it for (SEMANTICS 36). */
  default Outgoing outgoing() {
    return switch (this) {
      case Restart _, Message _, NewUid _ -> Outgoing.COMMAND;
    };
  }

  /** Bytes of content, for bounds. */
  default long size() {
    return switch (this) {
      case Message(OutgoingMessage message) -> message.data().size();
      case Restart _, NewUid _ -> 0;
    };
  }

  /** For logs. */
  default String text() {
    return switch (this) {
      case Restart _ -> "restart";
      case Message _ -> "message";
      case NewUid _ -> "new-uid";
    };
  }
}
