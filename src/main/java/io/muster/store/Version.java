package io.muster.store;

/**
 * Tells one write of a key from any other. Equality is all that is promised: a greater number is
 * not a later write, and a key that is removed and written again never has an old version.
 */
public record Version(long token) {}
