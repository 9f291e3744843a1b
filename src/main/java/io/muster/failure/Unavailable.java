package io.muster.failure;

/**
 * Marks exceptions that say: something this server depends on cannot be reached now, the same call
 * may succeed later. Operators get 503, agents get Unavailable.
 */
public interface Unavailable {}
