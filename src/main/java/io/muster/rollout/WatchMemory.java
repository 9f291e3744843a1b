package io.muster.rollout;

import io.muster.protocol.InstanceUid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What is remembered of one rollout's agents from one {@link FleetLook} to the next. */
final class WatchMemory {
  final Map<InstanceUid, AgentWatch> watches = new HashMap<>();
  final Set<InstanceUid> unhealthyBefore = new HashSet<>();
}
