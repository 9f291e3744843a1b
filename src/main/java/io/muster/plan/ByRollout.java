package io.muster.plan;

import io.muster.rollout.Strategy;

/**
 * How targets come to another config: by rollouts instead of at once.
 *
 * @param supersede whether they may take the place of rollouts that are under way
 */
public record ByRollout(Strategy strategy, boolean supersede) {}
