package io.muster.rollout;

import io.muster.cluster.InstanceId;
import io.muster.config.Versioned;
import java.util.Map;
import java.util.Set;

/**
 * What instances tell each other of the agents that are connected to them (SEMANTICS 17). May be
 * lost: it is told anew. Blocks; throws the store's exception. Thread-safe.
 */
public interface SharedObservations {

  /**
   * What one instance sees.
   *
   * @param step of the rollout it was looking at; see {@link Progress#step}
   */
  record SharedObservation(String step, Observation seen) {}

  /** Tells the others, in place of what this instance told before. Forgotten after some seconds. */
  void tell(String rollout, InstanceId self, SharedObservation sharedObservation);

  /**
   * What these instances told last; those that told nothing lately are missing. The version changes
   * with everything that is told, the same again included.
   */
  Map<InstanceId, Versioned<SharedObservation>> of(String rollout, Set<InstanceId> instances);
}
