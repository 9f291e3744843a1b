package io.muster.config;

import java.util.Optional;

/** A {@link SettingsStore} in memory, for tests. */
public final class InMemorySettingsStore implements SettingsStore {

  private static final String KEY = "policy";

  private final NamedRecords<PolicySettings> settings = new InMemoryRecords<>(unnamed -> KEY);

  @Override
  public Optional<Stored<PolicySettings>> policy() {
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
