package io.muster.plan;

import io.muster.config.VersionedStore;

/** Keeps the labels of things, one record for each that has some, by {@link LabelledThing#key}. */
public interface ManifestLabelStore extends VersionedStore<LabelledThing> {}
