package io.muster.sync;

import io.muster.agent.Baseline;
import io.muster.fleet.ContentStore;
import io.muster.fleet.ContentUse;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.protocol.ContentHash;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Set;

/** What agents ran when they had applied their configs stays while they are measured by it. */
@Singleton
final class BaselineContents implements ContentUse {

  private final Fleet fleet;

  BaselineContents(Fleet fleet) {
    this.fleet = fleet;
  }

  @Override
  public Set<ContentHash> inUse(ContentStore.Kind kind) {
    Set<ContentHash> used = new HashSet<>();
    if (kind == ContentStore.Kind.EFFECTIVE_CONFIG) {
      for (KnownAgent agent : fleet.agents()) {
        if (agent.state().facts().baseline() instanceof Baseline baseline) {
          used.add(baseline.effective());
        }
      }
    }
    return used;
  }
}
