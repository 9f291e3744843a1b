package io.muster.api.agents;

import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.config.EncodedRevision;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.sync.SyncStates;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What an operator has offered again: what failed, and the config of an agent that runs something
 * else than it says (SEMANTICS 28).
 */
@Singleton
final class Retries {

  private final Fleet fleet;
  private final SyncStates syncStates;

  Retries(Fleet fleet, SyncStates syncStates) {
    this.fleet = fleet;
    this.syncStates = syncStates;
  }

  /** Whether there is something to retry. */
  boolean due(KnownAgent agent) {
    return agent.state().facts().attempts().list().stream().anyMatch(Attempt::retriable)
        || syncStates.driftedFrom(agent, fleet.now()).isPresent();
  }

  /** Completes when durable. */
  CompletableFuture<Void> retry(KnownAgent agent) {
    Optional<EncodedRevision> drifted = syncStates.driftedFrom(agent, fleet.now());
    return drifted.isPresent()
        ? CompletableFuture.allOf(
            fleet.retry(agent),
            fleet.sendAnew(agent, OfferKind.CONFIG, drifted.get().hash(), drifted.get().text()))
        : fleet.retry(agent);
  }
}
