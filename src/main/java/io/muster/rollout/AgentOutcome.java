package io.muster.rollout;

import io.muster.failure.InvalidInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a rollout's config went with one agent. */
public enum AgentOutcome {
  /** It said FAILED, or came to harm after APPLIED. */
  FAILED,
  /** It did not answer. */
  UNANSWERED,
  /** It was given the config, and has not come to an end with it. */
  PENDING,
  /** The config was taken back from it, though it came to no harm. */
  ROLLED_BACK,
  /** It was sent the config, is well since, and tells nothing of it. */
  UNCONFIRMED,
  /** It said APPLIED. */
  APPLIED;

  /**
   * Reads a name.
   *
   * @throws InvalidInput with a message for people
   */
  public static AgentOutcome parse(String name) {
    for (AgentOutcome outcome : values()) {
      if (outcome.text().equals(name)) {
        return outcome;
      }
    }
    throw new InvalidInput(
        "state '"
            + name
            + "' is none of "
            + Arrays.stream(values()).map(AgentOutcome::text).collect(Collectors.joining(", ")));
  }

  /** The name. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
