package io.muster.config;

/**
 * A stored value and its version.
 *
 * @param version made by the store, compared for equality only; a value that was replaced has
 *     another one
 */
public record Versioned<T>(T value, long version) {}
