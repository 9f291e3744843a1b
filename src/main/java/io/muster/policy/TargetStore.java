package io.muster.policy;

import io.muster.config.VersionedStore;

/** Keeps targets by name. */
public interface TargetStore extends VersionedStore<Target> {}
