package io.muster.store.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.config.ConfigHead;
import io.muster.config.ConfigStore;
import io.muster.config.ConfigStoreContract;
import io.muster.store.InMemoryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredRulesTest extends ConfigStoreContract {

  private final InMemoryStore records = new InMemoryStore(InstantSource.system());
  private final ConfigStore store = new StoredRules(records);

  @Override
  protected ConfigStore store() {
    return store;
  }

  @Test
  void configsDoNotSeeThem() {
    ConfigStore configs = new StoredConfigs(records);
    assertThat(store.heads().add(new ConfigHead("same", List.of(1L), 1, Instant.EPOCH))).isTrue();
    assertThat(configs.heads().get("same")).isEmpty();
    assertThat(configs.heads().all()).isEmpty();
    assertThat(store.heads().all()).hasSize(1);
  }
}
