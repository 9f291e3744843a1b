package io.muster.fleet;

import io.muster.agent.AgentSelector;
import io.muster.agent.Health;
import io.muster.agent.Presence;
import io.muster.failure.InvalidInput;
import io.muster.protocol.InstanceUid;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to look for in the fleet; all conditions must hold.
 *
 * @param text found anywhere in uid, attributes, labels, health status or errors, without regard to
 *     case; empty for any
 * @param presences wanted, empty for any
 * @param health wanted, null for any
 * @param after the last uid of the page before, null for the first page
 * @param limit most agents in the answer, 1 to {@link #MAX_LIMIT}
 */
public record AgentQuery(
    AgentSelector selector,
    String text,
    Set<Presence> presences,
    @Nullable HealthFilter health,
    @Nullable InstanceUid after,
    int limit) {

  /** Most agents in one answer. */
  public static final int MAX_LIMIT = 1000;

  /** What health is looked for. */
  public enum HealthFilter {
    /** Reported healthy. */
    HEALTHY,
    /** Reported unhealthy. */
    UNHEALTHY,
    /** Never reported, or not connected: what it said last is history. */
    UNKNOWN;

    /** The health of an agent, as far as it is known now. */
    public static HealthFilter of(@Nullable Health health, Presence presence) {
      if (health == null || presence == Presence.DISCONNECTED) {
        return UNKNOWN;
      }
      return health.healthy() ? HEALTHY : UNHEALTHY;
    }
  }

  public AgentQuery {
    presences = Set.copyOf(presences);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidInput("limit is " + limit + ", expected 1 to " + MAX_LIMIT);
    }
  }
}
