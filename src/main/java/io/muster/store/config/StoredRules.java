package io.muster.store.config;

import io.muster.config.RuleStore;
import io.muster.store.KeyValueStore;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;

/** Rule sets, apart from configs by what their keys begin with. */
@Singleton
@Typed(RuleStore.class)
final class StoredRules extends StoredConfigs implements RuleStore {

  StoredRules(KeyValueStore store) {
    super(store, RevisionKeys.RULES);
  }
}
