package io.muster.store.cluster;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.store.KeyValueStore;
import io.muster.store.sqlite.SqliteSettings;
import io.muster.store.sqlite.SqliteStore;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteClusterPortsTest extends ClusterPortsContract {

  @TempDir Path folder;

  @Override
  KeyValueStore open(InstantSource clock) {
    return SqliteStore.open(
        SqliteSettings.in(folder), clock, new StoreMetrics(new SimpleMeterRegistry()));
  }
}
