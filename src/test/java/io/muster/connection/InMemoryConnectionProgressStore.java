package io.muster.connection;

/** A {@link ConnectionProgressStore} in memory, for tests. */
public final class InMemoryConnectionProgressStore extends InMemoryNamedRecords<ConnectionProgress>
    implements ConnectionProgressStore {

  /** An empty one. */
  public InMemoryConnectionProgressStore() {
    super(ConnectionProgress::name);
  }
}
