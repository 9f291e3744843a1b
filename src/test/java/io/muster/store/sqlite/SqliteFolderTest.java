package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.sqlite.Stores.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.store.CannotOpenStore;
import io.muster.store.Lifespan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFolderTest {

  @TempDir Path temp;

  @Test
  void theFolderIsMadeAndOnlyItsOwnerMayReadIt() throws IOException {
    Path folder = temp.resolve("new/data");
    try (SqliteStore store = Stores.open(folder)) {
      store.put(AGENTS, "a", text("x"), Lifespan.FOREVER).join();
      assertThat(permissions(folder)).isEqualTo("rwx------");
      for (Path file : files(folder)) {
        assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------");
      }
      assertThat(files(folder))
          .extracting(file -> file.getFileName().toString())
          .contains("muster.db", "muster.db-wal", "muster.lock");
    }
  }

  @Test
  void anOrderlyCloseLeavesOneDatabaseFileWithoutALog() throws IOException {
    try (SqliteStore store = Stores.open(temp)) {
      store.put(AGENTS, "a", text("x"), Lifespan.FOREVER).join();
    }
    assertThat(files(temp))
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder("muster.db", "muster.lock", "muster.mark", "muster.reserve");
  }

  @Test
  void aSecondServerIsToldWhoUsesTheFolder() {
    try (SqliteStore first = Stores.open(temp)) {
      assertThatThrownBy(() -> Stores.open(temp))
          .isInstanceOf(CannotOpenStore.class)
          .hasMessage(
              "The data folder %s is in use by another Muster server (pid %d). Stop that one, or"
                  + " choose another folder with --data (setting muster.data).",
              temp, ProcessHandle.current().pid());
      first.put(AGENTS, "a", text("x"), Lifespan.FOREVER).join();
    }
    Stores.open(temp).close();
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.createFile(temp.resolve("data"));
    assertThatThrownBy(() -> Stores.open(file))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessage(
            "Cannot use the data folder %s: it is a file, not a folder. Make it a folder that this"
                + " user can write to, or choose another one with --data (setting muster.data).",
            file);
  }

  @Test
  void aFolderThatCannotBeWrittenToIsNamed() throws IOException {
    // Root may write anywhere but into the kernel's own file systems
    boolean root = System.getProperty("user.name").equals("root");
    Path folder = root ? Path.of("/proc/self/task") : Files.createDirectory(temp.resolve("data"));
    if (!root) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));
    }
    assertThatThrownBy(() -> Stores.open(folder))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageStartingWith("Cannot use the data folder " + folder + ": ")
        .hasMessageContaining("muster.lock");
    assertThatThrownBy(() -> Stores.open(folder.resolve("inner")))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageStartingWith("Cannot use the data folder " + folder.resolve("inner") + ": ");
  }

  @Test
  void aFileThatIsNoDatabaseIsLeftAlone() throws IOException {
    Path file = Files.writeString(temp.resolve("muster.db"), "no database at all\n".repeat(500));
    assertThatThrownBy(() -> Stores.open(temp))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageContaining("The file " + file + " is damaged, or no database");
    assertThat(file).content().startsWith("no database at all\n");
  }

  @Test
  void anotherProgramsDatabaseIsLeftAlone() throws Exception {
    change(temp, "CREATE TABLE theirs (x INTEGER)");
    assertThatThrownBy(() -> Stores.open(temp))
        .isInstanceOf(CannotOpenStore.class)
        .hasMessageContaining("is a database of another program");
  }

  @Test
  void aFolderCanBeOpenedAfterEachFailure() throws Exception {
    Path file = Files.writeString(temp.resolve("muster.db"), "no database at all\n".repeat(500));
    assertThatThrownBy(() -> Stores.open(temp)).isInstanceOf(CannotOpenStore.class);
    Files.delete(file);
    Stores.open(temp).close();
  }

  private static void change(Path folder, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteStore.FILE));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
