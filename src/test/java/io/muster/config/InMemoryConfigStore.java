package io.muster.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@link ConfigStore} in memory, for tests. */
public final class InMemoryConfigStore implements ConfigStore {

  private record Key(String name, long number) {}

  private final Map<Key, ConfigRevision> revisions = new HashMap<>();
  private final VersionedMap<ConfigHead> heads = new VersionedMap<>();

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
  public Optional<Stored<ConfigHead>> head(String name) {
    return heads.get(name);
  }

  @Override
  public List<Stored<ConfigHead>> heads() {
    return heads.all();
  }

  @Override
  public boolean addHead(ConfigHead head) {
    return heads.add(head.name(), head);
  }

  @Override
  public boolean replaceHead(ConfigHead head, long expectedVersion) {
    return heads.replace(head.name(), head, expectedVersion);
  }

  @Override
  public boolean removeHead(String name, long expectedVersion) {
    return heads.remove(name, expectedVersion);
  }

  /** How many revisions are stored, listed in a head or not. */
  synchronized int storedRevisions() {
    return revisions.size();
  }
}
