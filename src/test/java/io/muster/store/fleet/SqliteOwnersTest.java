package io.muster.store.fleet;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.store.KeyValueStore;
import io.muster.store.sqlite.SqliteSettings;
import io.muster.store.sqlite.SqliteStore;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteOwnersTest extends OwnersContract {

  @TempDir Path folder;

  @Override
  KeyValueStore open() {
    return SqliteStore.open(
        SqliteSettings.in(folder),
        InstantSource.system(),
        new StoreMetrics(new SimpleMeterRegistry()));
  }
}
