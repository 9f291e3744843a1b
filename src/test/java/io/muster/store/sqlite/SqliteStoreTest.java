package io.muster.store.sqlite;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.store.ConcurrentStoreContract;
import io.muster.store.KeyValueStore;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends ConcurrentStoreContract {

  @TempDir Path folder;

  @Override
  protected KeyValueStore open(InstantSource time) {
    return SqliteStore.open(
        SqliteSettings.in(folder), time, new StoreMetrics(new SimpleMeterRegistry()));
  }
}
