package io.muster.policy;

import io.muster.config.InMemoryVersionedStore;
import io.muster.config.Versioned;
import io.muster.config.VersionedStore;
import java.util.Optional;

/** A {@link SettingsStore} in memory, for tests. */
public final class InMemorySettingsStore implements SettingsStore {

  private static final String KEY = "policy";

  private final VersionedStore<PolicySettings> settings =
      new InMemoryVersionedStore<>(unnamed -> KEY);

  @Override
  public Optional<Versioned<PolicySettings>> policy() {
    return settings.get(KEY);
  }

  @Override
  public boolean addPolicy(PolicySettings policy) {
    return settings.add(policy);
  }

  @Override
  public boolean replacePolicy(PolicySettings policy, long expectedVersion) {
    return settings.replace(policy, expectedVersion);
  }
}
