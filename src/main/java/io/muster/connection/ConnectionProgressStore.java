package io.muster.connection;

/**
 * Keeps how far settings have gone out, by name; so that another instance, or this one after a
 * restart, goes on.
 */
public interface ConnectionProgressStore extends NamedRecords<ConnectionProgress> {}
