package io.muster.config;

/** Keeps targets by name. */
public interface TargetStore extends VersionedStore<Target> {}
