package io.muster.connection;

/** A {@link ConnectionSettingsStore} in memory, for tests. */
public final class InMemoryConnectionSettingsStore extends InMemoryNamedRecords<ConnectionRecord>
    implements ConnectionSettingsStore {

  /** An empty one. */
  public InMemoryConnectionSettingsStore() {
    super(ConnectionRecord::name);
  }
}
