package io.muster.freeze;

import io.muster.agent.AgentSelector;
import io.muster.failure.InvalidInput;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Agents that nothing new is sent to.
 *
 * @param selector which; there is one freeze of a selector at most
 * @param reason for people
 * @param by an operator's name
 * @param since when it began
 */
public record Freeze(AgentSelector selector, String reason, String by, Instant since) {

  /** Most characters of a reason. */
  public static final int MAX_REASON = 1_000;

  /** Most characters of a selector. */
  public static final int MAX_SELECTOR = 16 << 10;

  public Freeze {
    reason = reason.strip();
    if (reason.isEmpty()) {
      throw new InvalidInput("a freeze needs a reason: it is shown to everybody whom it stops");
    }
    if (reason.length() > MAX_REASON) {
      throw new InvalidInput(
          "a reason has at most " + MAX_REASON + " characters, this one has " + reason.length());
    }
    int length = selector.toString().length();
    if (length > MAX_SELECTOR) {
      throw new InvalidInput(
          "the selector of a freeze has at most "
              + MAX_SELECTOR
              + " characters, this one has "
              + length);
    }
  }

  /** Which agents, in words. */
  public String scope() {
    return selector.isAll() ? "all agents" : "agents with " + selector;
  }

  /** What holds, why, who said so and since when, in words. */
  public String text() {
    return scope()
        + " are frozen since "
        + since.truncatedTo(ChronoUnit.SECONDS)
        + " by "
        + by
        + ": "
        + reason;
  }

  /** Whether its selector has these terms, in whatever order. */
  boolean isOf(AgentSelector other) {
    return Set.copyOf(selector.terms()).equals(Set.copyOf(other.terms()));
  }

  /** Whether an operator asks for the same with both. */
  boolean asksForTheSame(Freeze other) {
    return isOf(other.selector) && reason.equals(other.reason);
  }
}
