package io.muster.config;

/** Keeps who keeps which config, one record for each config that something outside keeps. */
public interface ConfigOwnerStore extends VersionedStore<ConfigOwner> {}
