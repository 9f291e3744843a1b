package io.muster.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Begins a data folder with a backup; no server runs on it yet. */
@Command(
    name = "restore",
    description = {
      "Begins an empty data folder with a backup, which is checked first. No server may run on the"
          + " folder.",
      "",
      "  muster restore muster-backup.db --data new-folder"
    },
    mixinStandardHelpOptions = true)
final class Restore implements Callable<Integer> {

  private static final String DATABASE = "muster.db";

  /** What may be in a folder that counts as empty. */
  private static final Set<String> NO_MATTER = Set.of("operator-token", "native", "lost+found");

  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = 100;
  private static final int APPLICATION_ID_AT = 68;

  /** "MSTR", as the store marks its files. */
  private static final int APPLICATION_ID = 0x4d535452;

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A file that 'muster backup' wrote.")
  Path backup = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder (default: MUSTER_DATA, or ./muster-data).")
  @Nullable Path data;

  @Override
  public Integer call() throws IOException {
    Path folder = LocalServer.folder(data).toAbsolutePath().normalize();
    String wrong = wrongFile();
    if (wrong.isEmpty()) {
      wrong = wrongFolder(folder);
    }
    if (!wrong.isEmpty()) {
      return refused(wrong);
    }
    Files.createDirectories(folder, mode("rwx------"));
    Path part = Files.createTempFile(folder, DATABASE, ".part", mode("rw-------"));
    try {
      copy(part);
      String damage = damage(part);
      if (!damage.isEmpty()) {
        return refused(backup + " is damaged: " + damage + ". Take another backup");
      }
      Files.move(part, folder.resolve(DATABASE), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    spec.commandLine()
        .getOut()
        .println(
            "Restored into "
                + folder
                + ". Start it with 'muster serve --data "
                + folder
                + "'"
                + (Files.exists(folder.resolve("operator-token"))
                    ? "."
                    : "; operators get a new token, unless you put the old operator-token there"
                        + " first."));
    return 0;
  }

  private int refused(String why) {
    spec.commandLine().getErr().println(why);
    return 1;
  }

  private String wrongFile() throws IOException {
    if (!Files.isRegularFile(backup)) {
      return "there is no file " + backup.toAbsolutePath().normalize();
    }
    Path log = backup.resolveSibling(backup.getFileName() + "-wal");
    if (Files.exists(log) && Files.size(log) > 0) {
      return backup
          + " is not whole without "
          + log.getFileName()
          + ": it is the database of a server. Copy that with 'muster backup'";
    }
    ByteBuffer head = ByteBuffer.allocate(HEAD);
    try (FileChannel channel = FileChannel.open(backup, StandardOpenOption.READ)) {
      while (head.hasRemaining() && channel.read(head) >= 0) {
        // Until it is full, or the file ends.
      }
    }
    byte[] magic = new byte[SQLITE.length];
    head.get(0, magic);
    if (head.hasRemaining() || !Arrays.equals(magic, SQLITE)) {
      return backup
          + " is no backup. One is made by 'muster backup'; an export (YAML) is imported by 'muster"
          + " serve --import'";
    }
    return head.getInt(APPLICATION_ID_AT) == APPLICATION_ID
        ? ""
        : backup + " is a database of another program";
  }

  private static String wrongFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return "";
    }
    if (!Files.isDirectory(folder)) {
      return folder + " is a file, not a folder";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> found =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !NO_MATTER.contains(name))
              .sorted()
              .limit(3)
              .toList();
      return found.isEmpty()
          ? ""
          : "the data folder "
              + folder
              + " is not empty: it has "
              + String.join(", ", found)
              + ". Name another one with --data, or stop its server and move it away";
    }
  }

  private void copy(Path part) throws IOException {
    try (FileChannel from = FileChannel.open(backup, StandardOpenOption.READ);
        FileChannel to = FileChannel.open(part, StandardOpenOption.WRITE)) {
      long size = from.size();
      for (long at = 0; at < size; ) {
        long copied = from.transferTo(at, size - at, to);
        if (copied <= 0) {
          throw new IOException(backup + " ended while it was read");
        }
        at += copied;
      }
      to.force(true);
    }
  }

  /** What SQLite finds when it reads all of it; empty if nothing is wrong. */
  private static String damage(Path part) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + part);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA integrity_check(1)")) {
      String said = found.next() ? found.getString(1) : "nothing can be read";
      return said.equals("ok") ? "" : said.lines().findFirst().orElse("");
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
