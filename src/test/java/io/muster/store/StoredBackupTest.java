package io.muster.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.config.StateBackup;
import io.muster.store.sqlite.SqliteSettings;
import io.muster.store.sqlite.SqliteStore;
import io.muster.telemetry.StoreMetrics;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredBackupTest {

  @TempDir Path folder;

  private SqliteStore store() {
    return SqliteStore.open(
        SqliteSettings.in(folder),
        InstantSource.system(),
        new StoreMetrics(new SimpleMeterRegistry()));
  }

  @Test
  void oneIsMadeAtATimeAndTakenAwayInTheEnd() throws Exception {
    try (SqliteStore store = store()) {
      StoredBackup backup = new StoredBackup(store);
      if (backup.make() instanceof StateBackup.Outcome.Made(StateBackup.Copy copy)) {
        assertThat(backup.make()).isInstanceOf(StateBackup.Outcome.Busy.class);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        copy.write(out);
        assertThat(out.size()).isEqualTo((int) copy.bytes()).isPositive();
        copy.close();
      } else {
        throw new AssertionError("no copy");
      }
      assertThat(folder.toFile().list((f, name) -> name.contains("backup"))).isEmpty();
      assertThat(backup.make()).isInstanceOf(StateBackup.Outcome.Made.class);
    }
  }

  @Test
  void aStoreOfSeveralInstancesSaysWhatToDoInstead() {
    StoredBackup backup = new StoredBackup(new InMemoryStore(InstantSource.system()));
    assertThat(backup.make())
        .isInstanceOfSatisfying(
            StateBackup.Outcome.NotOffered.class,
            no -> assertThat(no.advice()).contains("muster export"));
    assertThat(backup.make()).isInstanceOf(StateBackup.Outcome.NotOffered.class);
  }
}
