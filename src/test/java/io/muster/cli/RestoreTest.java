package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A data folder that begins with a backup. */
class RestoreTest {

  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  private Ran restore(Path backup, String data) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Muster.command();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code =
        command.execute("restore", backup.toString(), "--data", folder.resolve(data).toString());
    return new Ran(code, out.toString(), err.toString());
  }

  private Path database(String name, int application) throws SQLException {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA application_id = " + application);
      statement.executeUpdate("CREATE TABLE entries (key TEXT PRIMARY KEY, value TEXT)");
      statement.executeUpdate(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
              + " INSERT INTO entries SELECT 'k' || i, hex(randomblob(50)) FROM n");
    }
    return file;
  }

  private Path backup() throws SQLException {
    return database("backup.db", 0x4d535452);
  }

  @Test
  void anEmptyFolderHasItAndNobodyElseMayReadIt() throws Exception {
    Path backup = backup();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/operator-token"), "kept");

    Ran ran = restore(backup, "data");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("muster serve --data " + folder.resolve("data"));
    Path restored = folder.resolve("data/muster.db");
    assertThat(restored).hasSameBinaryContentAs(backup);
    assertThat(Files.getPosixFilePermissions(restored))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(folder.resolve("data"))
        .isDirectoryNotContaining("glob:**.part")
        .isDirectoryContaining("glob:**operator-token");
    assertThat(restore(backup, "new").out()).contains("new token");
  }

  @Test
  void aFolderThatIsUsedIsLeftAlone() throws Exception {
    Path backup = backup();
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/muster.db"), "mine");

    Ran ran = restore(backup, "data");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("is not empty: it has muster.db", "--data");
    assertThat(folder.resolve("data/muster.db")).hasContent("mine");
    assertThat(restore(backup, "backup.db").err()).contains("is a file, not a folder");
  }

  @Test
  void whatIsNoBackupOrDamagedIsRefusedAndNothingIsMade() throws Exception {
    assertThat(restore(folder.resolve("none"), "data").err()).contains("there is no file");
    Path yaml = Files.writeString(folder.resolve("export.yaml"), "muster: export\n".repeat(20));
    assertThat(restore(yaml, "data").err()).contains("is no backup", "--import");
    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertThat(restore(empty, "data").err()).contains("is no backup");
    assertThat(restore(database("other.db", 7), "data").err()).contains("another program");

    Path damaged = backup();
    try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
      for (long page = 2; page < 20; page++) {
        file.seek(page * 4_096);
        file.write(new byte[64]);
      }
    }
    Ran ran = restore(damaged, "data");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("is damaged", "another backup").doesNotContain("Exception");
    assertThat(folder.resolve("data/muster.db")).doesNotExist();
  }

  @Test
  void theDatabaseOfARunningServerIsNotWhole() throws SQLException, IOException {
    Path backup = backup();
    Files.writeString(folder.resolve("backup.db-wal"), "frames");
    assertThat(restore(backup, "data").err()).contains("not whole without backup.db-wal");
  }
}
