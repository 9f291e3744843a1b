package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENT_FACTS;
import static io.muster.store.CacheName.DESIRED;
import static io.muster.store.sqlite.Stores.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.store.CannotOpenStore;
import io.muster.store.DamagedRecords;
import io.muster.store.Lifespan;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that was used is not begun anew by mistake. */
class UsedFolderTest {

  @TempDir Path folder;
  @TempDir Path aside;

  private Path database() {
    return folder.resolve(SqliteStore.FILE);
  }

  private void use(String... keys) {
    try (SqliteStore store = Stores.open(folder)) {
      for (String key : keys) {
        store.put(AGENT_FACTS, key, text("x".repeat(3_000)), Lifespan.FOREVER).join();
      }
    }
  }

  private void copyAside() throws IOException {
    Files.copy(database(), aside.resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void putBack() throws IOException {
    Files.copy(aside.resolve("copy"), database(), StandardCopyOption.REPLACE_EXISTING);
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> Stores.open(folder).close())
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("--accept-loss");
  }

  private List<String> acceptedKeys() {
    List<String> keys = new ArrayList<>();
    try (SqliteStore store = Stores.open(SqliteSettings.in(folder).acceptingLoss())) {
      store.scan(AGENT_FACTS, 100, entry -> keys.add(entry.key()));
    }
    return keys;
  }

  @Test
  void aDatabaseThatIsMissingIsSaidAndNoOtherIsMade() throws IOException {
    use("a", "b");
    Files.delete(database());
    refused("is missing", "2 agents", "muster.db");
    assertThat(database()).doesNotExist();
    assertThat(acceptedKeys()).isEmpty();
    use("c");
    assertThat(acceptedKeys()).containsExactly("c");
  }

  @Test
  void anEmptyFileInItsPlaceIsMissingToo() throws IOException {
    use("a");
    Files.write(database(), new byte[0]);
    refused("is missing");
  }

  @Test
  void anEarlierCopyIsRefusedUntilItIsAccepted() throws IOException {
    use("a");
    copyAside();
    use("b");
    putBack();
    refused("is older than the last use", "2 agents");
    assertThat(acceptedKeys()).containsExactly("a");
    use("c");
    assertThat(acceptedKeys()).containsExactly("a", "c");
  }

  @Test
  void aCopyWithoutItsLogIsOlder() throws IOException {
    use("a");
    try (SqliteStore store = Stores.open(folder)) {
      store.put(AGENT_FACTS, "b", text("x"), Lifespan.FOREVER).join();
      copyAside();
    }
    putBack();
    refused("is older than the last use", "muster.db-wal");
  }

  @Test
  void anotherFoldersDatabaseIsRefused() throws IOException {
    use("a");
    copyAside();
    try (SqliteStore store = Stores.open(aside.resolve("other"))) {
      for (int i = 0; i < 20; i++) {
        store.put(AGENT_FACTS, "k" + i, text("x"), Lifespan.FOREVER).join();
      }
    }
    Files.copy(
        aside.resolve("other").resolve(SqliteStore.FILE),
        database(),
        StandardCopyOption.REPLACE_EXISTING);
    refused("is not the one that this folder was used with last", "1 agents");
  }

  @Test
  void recordsThatWereTakenOutAreMissed() throws Exception {
    use("a", "b", "c");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM entries WHERE key = 'b'");
    }
    refused("has lost records", "agent-facts=2 of 3");
    assertThat(acceptedKeys()).containsExactly("a", "c");
    use();
  }

  @Test
  void whatTheServerItselfRemovesIsNotMissed() {
    use("a", "b");
    try (SqliteStore store = Stores.open(folder)) {
      store.remove(AGENT_FACTS, "a").join();
    }
    use();
    use();
  }

  @Test
  void aFileThatWasCutOffIsDamaged() throws IOException {
    use("a", "b", "c");
    try (RandomAccessFile file = new RandomAccessFile(database().toFile(), "rw")) {
      file.setLength(file.length() - 4_096);
    }
    refused("is damaged", "it was cut off");
  }

  @Test
  void aMarkThatCannotBeReadStopsNothingButABeginningFromNothing() throws IOException {
    use("a");
    Files.writeString(folder.resolve(Mark.FILE), "muster-mark 1\nnumber 9");
    use("b");
    assertThat(acceptedKeys()).containsExactly("a", "b");
    Files.writeString(folder.resolve(Mark.FILE), "");
    Files.delete(database());
    refused("is missing");
  }

  @Test
  void aFolderOfAnEarlierMusterHasNoMarkAndGetsOne() throws Exception {
    use("a");
    Files.delete(folder.resolve(Mark.FILE));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM counters WHERE name IN ('marked', 'identity')");
    }
    use("b");
    assertThat(Mark.read(folder.resolve(Mark.FILE)))
        .isInstanceOfSatisfying(
            Mark.Found.Read.class,
            read -> {
              assertThat(read.mark().stopped()).isTrue();
              assertThat(read.mark().rows()).containsEntry("agent-facts", 2L);
            });
  }

  @Test
  void aDamagedPageIsPassedOverAndNamed() throws Exception {
    try (SqliteStore store = Stores.open(folder)) {
      for (int i = 100; i < 200; i++) {
        store.put(DESIRED, "k" + i, text("x".repeat(1_500)), Lifespan.FOREVER).join();
      }
    }
    damageAPage();
    try (SqliteStore store = Stores.open(folder)) {
      List<String> keys = new ArrayList<>();
      store.scan(DESIRED, 10, entry -> keys.add(entry.key()));
      List<DamagedRecords.Damaged> damaged = store.damaged().in(store);
      assertThat(damaged).isNotEmpty().hasSizeLessThan(10);
      assertThat(keys).hasSize(100 - damaged.size());
      assertThat(damaged).extracting(DamagedRecords.Damaged::cache).containsOnly(DESIRED);
    }
  }

  /** Overwrites the head of a leaf of the table in the middle of the file. */
  private void damageAPage() throws IOException, SQLException {
    try (RandomAccessFile file = new RandomAccessFile(database().toFile(), "rw")) {
      for (long page = file.length() / 4_096 / 2; page < file.length() / 4_096; page++) {
        file.seek(page * 4_096);
        if (file.read() == 0x0d) {
          file.seek(page * 4_096);
          file.write(new byte[] {0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77});
          return;
        }
      }
    }
    throw new AssertionError("no leaf of a table found");
  }
}
