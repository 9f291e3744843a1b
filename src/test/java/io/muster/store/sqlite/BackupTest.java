package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENT_FACTS;
import static io.muster.store.sqlite.Stores.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.store.Lifespan;
import io.muster.store.StoreCorrupt;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the database while it is written to. */
class BackupTest {

  @TempDir Path folder;
  @TempDir Path other;

  private static String key(int number) {
    return "k%05d".formatted(number);
  }

  @Test
  void aCopyHasAllThatWasAcknowledgedAndIsAStoreOfItsOwn() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    try (SqliteStore store = Stores.open(folder)) {
      for (int i = 0; i < 500; i++) {
        store.put(AGENT_FACTS, key(i), text("x".repeat(1_000)), Lifespan.FOREVER).join();
      }
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> {
            for (int i = 500; !ended.get(); i++) {
              store.put(AGENT_FACTS, key(i), text("later"), Lifespan.FOREVER).join();
            }
          });
      Path copy = store.copy().orElseThrow();
      assertThat(Files.getPosixFilePermissions(copy))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      Files.move(copy, other.resolve(SqliteStore.FILE));
      ended.set(true);
      writing.join();
      // Another one can be made, and a copy that was left is no obstacle.
      assertThat(store.copy()).isPresent();
      assertThat(store.copy()).isPresent();
    }
    try (SqliteStore restored = Stores.open(other)) {
      for (int i = 0; i < 500; i++) {
        assertThat(restored.get(AGENT_FACTS, key(i))).as(key(i)).isPresent();
      }
      restored.put(AGENT_FACTS, "new", text("x"), Lifespan.FOREVER).join();
    }
  }

  @Test
  void aDamagedDatabaseGivesNoCopy() throws IOException {
    try (SqliteStore store = Stores.open(folder)) {
      for (int i = 0; i < 200; i++) {
        store.put(AGENT_FACTS, key(i), text("x".repeat(3_000)), Lifespan.FOREVER).join();
      }
    }
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve(SqliteStore.FILE).toFile(), "rw")) {
      for (long page = 8; page < 40; page++) {
        file.seek(page * 4_096);
        file.write(new byte[64]);
      }
    }
    try (SqliteStore store = Stores.open(folder)) {
      assertThatThrownBy(store::copy).isInstanceOf(StoreCorrupt.class);
    }
    assertThat(folder.resolve(Copier.FILE)).doesNotExist();
  }
}
