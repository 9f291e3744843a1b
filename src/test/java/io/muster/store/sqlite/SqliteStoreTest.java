package io.muster.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.store.CacheName;
import io.muster.store.ConcurrentStoreContract;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends ConcurrentStoreContract {

  @TempDir Path folder;

  @Override
  protected KeyValueStore open(InstantSource time) {
    return SqliteStore.open(
        SqliteSettings.in(folder), time, new StoreMetrics(new SimpleMeterRegistry()));
  }

  @Test
  void anEntryLivesToTheMillisecond() {
    store.put(CacheName.AGENTS, "a", text("x"), Lifespan.of(Duration.ofMinutes(1))).join();
    time.advance(Duration.ofMillis(59_999));
    assertThat(value(CacheName.AGENTS, "a")).contains("x");
    time.advance(Duration.ofMillis(1));
    assertThat(store.get(CacheName.AGENTS, "a")).isEmpty();
  }
}
