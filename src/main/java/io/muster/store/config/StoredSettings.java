package io.muster.store.config;

import io.muster.config.Versioned;
import io.muster.policy.PolicySettings;
import io.muster.policy.SettingsStore;
import io.muster.store.CacheName;
import io.muster.store.KeyValueStore;
import io.muster.store.proto.PolicySettingsRecord;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The record of policy settings in the cache {@code desired}. */
@Singleton
final class StoredSettings implements SettingsStore {

  private static final String POLICY = "policy";

  private final VersionedRecords<PolicySettingsRecord, PolicySettings> settings;

  StoredSettings(KeyValueStore store) {
    this.settings =
        new VersionedRecords<>(
            store,
            CacheName.DESIRED,
            "settings/",
            PolicySettingsRecord.parser(),
            unnamed -> POLICY,
            ConfigRecords::read,
            ConfigRecords::write);
  }

  @Override
  public Optional<Versioned<PolicySettings>> policy() {
    return settings.get(POLICY);
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
