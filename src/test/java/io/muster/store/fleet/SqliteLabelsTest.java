package io.muster.store.fleet;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.fleet.LabelStore;
import io.muster.fleet.LabelStoreContract;
import io.muster.store.sqlite.SqliteSettings;
import io.muster.store.sqlite.SqliteStore;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteLabelsTest extends LabelStoreContract {

  @TempDir Path folder;

  private SqliteStore sqlite;
  private LabelStore store;

  @BeforeEach
  void open() {
    sqlite =
        SqliteStore.open(
            SqliteSettings.in(folder),
            InstantSource.system(),
            new StoreMetrics(new SimpleMeterRegistry()));
    store = new StoredLabels(sqlite);
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  @Override
  protected LabelStore store() {
    return store;
  }
}
