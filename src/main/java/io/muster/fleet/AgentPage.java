package io.muster.fleet;

import io.muster.protocol.InstanceUid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of agents in uid order.
 *
 * @param total how many agents match in all
 * @param next the uid to continue after, null if this is the last page
 */
public record AgentPage(List<KnownAgent> agents, int total, @Nullable InstanceUid next) {

  public AgentPage {
    agents = List.copyOf(agents);
  }
}
