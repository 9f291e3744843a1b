package io.muster.rollout;

import io.muster.failure.InvalidInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a gate can ask of the fleet: how many of the agents offered a rollout's config came to a
 * harm, or which share of them (SEMANTICS 20).
 *
 * @param count agents instead of their share
 */
public record Measure(Harm harm, boolean count) {

  private static final String RATIO = "_ratio";
  private static final String COUNT = "_count";

  /** What can happen to an agent with a new config. */
  public enum Harm {
    /** It said FAILED, or was unhealthy after APPLIED. */
    FAILED,
    /** It is unhealthy now and was not before. */
    UNHEALTHY,
    /** It is not connected now. */
    DISCONNECTED,
    /** It did not answer the offer in time. */
    UNANSWERED,
    /** Its process started anew after it had applied the config. */
    RESTARTED
  }

  /**
   * Reads `failed_ratio`, `failed_count` and the like.
   *
   * @throws InvalidInput with a message for people
   */
  public static Measure parse(String text) {
    for (Harm harm : Harm.values()) {
      if (text.equals(name(harm) + RATIO)) {
        return new Measure(harm, false);
      }
      if (text.equals(name(harm) + COUNT)) {
        return new Measure(harm, true);
      }
    }
    throw new InvalidInput(
        "fleet fact '"
            + text
            + "' is not known: there are "
            + Arrays.stream(Harm.values())
                .map(harm -> name(harm) + RATIO)
                .collect(Collectors.joining(", "))
            + ", and the same with "
            + COUNT);
  }

  /** The value among agents. */
  double of(CohortCounts cohort, boolean changesOnly) {
    int harmed = cohort.harmed(harm, changesOnly);
    if (count) {
      return harmed;
    }
    return cohort.agents() == 0 ? 0 : (double) harmed / cohort.agents();
  }

  private static String name(Harm harm) {
    return harm.name().toLowerCase(Locale.ROOT);
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return name(harm) + (count ? COUNT : RATIO);
  }
}
