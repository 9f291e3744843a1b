package io.muster.rollout;

import io.muster.config.NamedRecords;

/** Keeps rollouts by id. */
public interface RolloutStore extends NamedRecords<Rollout> {}
