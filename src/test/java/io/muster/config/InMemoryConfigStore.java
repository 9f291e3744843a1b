package io.muster.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A {@link ConfigStore} in memory, for tests. */
public class InMemoryConfigStore implements ConfigStore {

  private record Key(String name, long number) {}

  /** What outside keeps them. */
  public final InMemoryConfigOwnerStore owners = new InMemoryConfigOwnerStore();

  private final Map<Key, ConfigRevision> revisions = new HashMap<>();
  private final VersionedStore<ConfigHead> heads = new InMemoryVersionedStore<>(ConfigHead::name);

  @Override
  public synchronized Optional<ConfigRevision> revision(String name, long number) {
    return Optional.ofNullable(revisions.get(new Key(name, number)));
  }

  @Override
  public synchronized boolean addRevision(ConfigRevision revision) {
    return revisions.putIfAbsent(new Key(revision.name(), revision.number()), revision) == null;
  }

  @Override
  public synchronized void removeRevision(String name, long number) {
    revisions.remove(new Key(name, number));
  }

  @Override
  public Optional<ConfigOwner> owner(String name) {
    return owners.get(name).map(Versioned::value);
  }

  @Override
  public VersionedStore<ConfigHead> heads() {
    return heads;
  }

  /** How many revisions are stored, listed in a head or not. */
  public synchronized int storedRevisions() {
    return revisions.size();
  }
}
