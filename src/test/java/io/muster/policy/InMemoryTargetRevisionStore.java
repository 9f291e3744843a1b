package io.muster.policy;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A {@link TargetRevisionStore} in memory, for tests. */
public final class InMemoryTargetRevisionStore implements TargetRevisionStore {

  private record Key(String name, long number) {}

  private final Map<Key, TargetRevision> revisions = new ConcurrentHashMap<>();
  private final Map<String, Long> last = new ConcurrentHashMap<>();

  @Override
  public Optional<TargetRevision> get(String name, long number) {
    return Optional.ofNullable(revisions.get(new Key(name, number)));
  }

  @Override
  public boolean add(TargetRevision revision) {
    return revisions.putIfAbsent(new Key(revision.name(), revision.number()), revision) == null;
  }

  @Override
  public void remove(String name, long number) {
    revisions.remove(new Key(name, number));
  }

  @Override
  public long last(String name) {
    return last.getOrDefault(name, 0L);
  }

  @Override
  public void note(String name, long number) {
    last.put(name, number);
  }
}
