package io.muster.rollout;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Agents of rollouts in memory, for tests. Thread-safe. */
public final class InMemoryRolloutAgentStore implements RolloutAgentStore {

  private final Map<String, Kept> all = new ConcurrentHashMap<>();

  @Override
  public void keep(String rollout, Kept kept) {
    all.put(rollout, kept);
  }

  @Override
  public Optional<Kept> of(String rollout) {
    return Optional.ofNullable(all.get(rollout));
  }

  @Override
  public void forget(String rollout) {
    all.remove(rollout);
  }
}
