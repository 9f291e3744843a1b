package io.muster.rollout;

import java.util.Optional;
import java.util.Set;

/** Who looks at the agents of rollouts. Used by one thread. */
interface Observations {

  /**
   * What is seen now of a rollout's agents, under the policy in force.
   *
   * @return empty if not all who look have done so under that policy yet
   */
  Optional<Observation> of(Rollout rollout);

  /** Forgets all rollouts but these. */
  void keep(Set<String> rollouts);
}
