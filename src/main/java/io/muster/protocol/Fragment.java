package io.muster.protocol;

/** One whole encoded top-level field of ServerToAgent. */
public interface Fragment {}
