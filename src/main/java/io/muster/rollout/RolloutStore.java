package io.muster.rollout;

import io.muster.config.VersionedStore;

/** Keeps rollouts by id. */
public interface RolloutStore extends VersionedStore<Rollout> {}
