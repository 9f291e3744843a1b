package io.muster.connection;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.protocol.ContentHash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How an agent stands to the settings it should have. */
sealed interface Standing {

  /** It came back by them, or says that it had them before. */
  record Has() implements Standing {}

  /** It was never offered them. */
  record Lacks() implements Standing {}

  /** It was offered them by now. */
  record UnderWay(Attempt attempt) implements Standing {}

  /** It refused them, or did not come back. */
  record Failed(String state, String message, Instant at) implements Standing {}

  /** Of an agent, to what is offered with this hash. */
  static Standing of(AgentState agent, ContentHash hash) {
    Attempts attempts = agent.facts().attempts();
    Attempt attempt = attempts.get(OfferKind.CONNECTION, hash);
    if (attempt == null) {
      OfferStatus status = agent.reported().connectionStatus();
      return saysApplied(status, hash) ? new Has() : new Lacks();
    }
    return switch (attempt.state()) {
      case OFFERED, APPLYING, UNCONFIRMED -> new UnderWay(attempt);
      case APPLIED, ADOPTED ->
          attempts.newest(OfferKind.CONNECTION).filter(attempt::equals).isPresent()
              ? new Has()
              : new Lacks();
      case FAILED, NO_ANSWER, TAKEN_BACK ->
          new Failed(attempt.state().name(), message(attempt), attempt.changedAt());
    };
  }

  private static String message(Attempt attempt) {
    return attempt.state() == Attempt.State.NO_ANSWER
        ? "it did not come back by these settings"
        : attempt.error();
  }

  private static boolean saysApplied(@Nullable OfferStatus status, ContentHash hash) {
    return status != null
        && status.state() == OfferStatus.State.APPLIED
        && status.hash().equals(hash);
  }
}
