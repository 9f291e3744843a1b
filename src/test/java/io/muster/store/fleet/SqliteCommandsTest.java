package io.muster.store.fleet;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.fleet.CommandStore;
import io.muster.fleet.CommandStoreContract;
import io.muster.store.ManualTime;
import io.muster.store.sqlite.SqliteSettings;
import io.muster.store.sqlite.SqliteStore;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteCommandsTest extends CommandStoreContract {

  @TempDir Path folder;

  private final ManualTime time = new ManualTime();
  private SqliteStore sqlite;
  private CommandStore store;

  @BeforeEach
  void open() {
    sqlite =
        SqliteStore.open(
            SqliteSettings.in(folder), time, new StoreMetrics(new SimpleMeterRegistry()));
    store = new StoredCommands(sqlite);
  }

  @AfterEach
  void close() {
    sqlite.close();
  }

  @Override
  protected CommandStore store() {
    return store;
  }

  @Override
  protected void pass(Duration duration) {
    time.advance(duration);
  }
}
