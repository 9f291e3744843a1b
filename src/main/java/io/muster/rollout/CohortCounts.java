package io.muster.rollout;

/**
 * How a group of agents fares.
 *
 * @param agents in the group
 * @param failed said FAILED, or came to harm after APPLIED
 * @param unhealthy say so now
 * @param newlyUnhealthy those of them that were not before they were offered the config
 * @param disconnected now
 * @param unanswered did not answer an offer in time
 * @param restarted started anew after they had applied the config
 * @param unconfirmed were sent it, and tell nothing of it
 */
public record CohortCounts(
    int agents,
    int failed,
    int unhealthy,
    int newlyUnhealthy,
    int disconnected,
    int unanswered,
    int restarted,
    int unconfirmed) {

  /** Nobody. */
  public static final CohortCounts NONE = new CohortCounts(0, 0, 0, 0, 0, 0, 0);

  /** Of agents that tell what became of it. */
  public CohortCounts(
      int agents,
      int failed,
      int unhealthy,
      int newlyUnhealthy,
      int disconnected,
      int unanswered,
      int restarted) {
    this(agents, failed, unhealthy, newlyUnhealthy, disconnected, unanswered, restarted, 0);
  }

  int harmed(Measure.Harm harm, boolean changesOnly) {
    return switch (harm) {
      case FAILED -> failed;
      case UNHEALTHY -> changesOnly ? newlyUnhealthy : unhealthy;
      case DISCONNECTED -> disconnected;
      case UNANSWERED -> unanswered;
      case RESTARTED -> restarted;
    };
  }

  CohortCounts plus(CohortCounts other) {
    return new CohortCounts(
        agents + other.agents,
        failed + other.failed,
        unhealthy + other.unhealthy,
        newlyUnhealthy + other.newlyUnhealthy,
        disconnected + other.disconnected,
        unanswered + other.unanswered,
        restarted + other.restarted,
        unconfirmed + other.unconfirmed);
  }
}
