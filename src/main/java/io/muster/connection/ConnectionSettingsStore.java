package io.muster.connection;

/** Keeps connection settings by name; of those that were deleted a tombstone for a while. */
public interface ConnectionSettingsStore extends NamedRecords<ConnectionRecord> {}
