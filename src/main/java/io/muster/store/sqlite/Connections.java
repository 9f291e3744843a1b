package io.muster.store.sqlite;

import io.muster.store.CannotOpenStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteJDBCLoader;

/** Opens connections to the database file, all with the settings that durability rests on. */
final class Connections {

  private static final String TEMP_FOLDER_PROPERTY = "org.sqlite.tmpdir";
  private static final int WRITER_CACHE_KIB = 16_384;
  private static final int READER_CACHE_KIB = 2_048;
  private static final int PAGE_BYTES = 4_096;

  /** 64 MB: a page that changes often is copied into the database once for all its changes. */
  private static final int CHECKPOINT_PAGES = 16_000;

  private static final int LOG_BYTES = 128 << 20;

  private static final long LIBRARY_BYTES = 2L << 20;

  private static boolean libraryLoaded;

  private final Path file;
  private final long maxBytes;

  Connections(Path file, long maxBytes) {
    this.file = file;
    this.maxBytes = maxBytes;
  }

  /**
   * Unpacks SQLite's native library into the data folder, not into a temporary folder that others
   * can write to. What a killed server left there is deleted: the folder is locked by now.
   */
  static synchronized void loadLibrary(DataFolder folder) {
    if (libraryLoaded) {
      return;
    }
    Path libraries = folder.privateFolder("native");
    if (System.getProperty(TEMP_FOLDER_PROPERTY) == null) {
      deleteFiles(libraries);
      System.setProperty(TEMP_FOLDER_PROPERTY, libraries.toString());
    }
    try {
      if (DataFolder.isDiskFull(libraries, LIBRARY_BYTES)) {
        unpackElsewhere();
      }
      SQLiteJDBCLoader.initialize();
      libraryLoaded = true;
    } catch (Exception | UnsatisfiedLinkError e) {
      throw new CannotOpenStore(
          "SQLite's native library cannot be loaded from "
              + System.getProperty(TEMP_FOLDER_PROPERTY)
              + ": "
              + e.getMessage()
              + ". Start with -D"
              + TEMP_FOLDER_PROPERTY
              + "=FOLDER, a folder on a disk that allows programs to run (not mounted noexec).");
    }
  }

  /** On a full disk: into a folder of our own, which nobody else can write to either. */
  private static void unpackElsewhere() throws IOException {
    Path elsewhere = Files.createTempDirectory("muster-native");
    elsewhere.toFile().deleteOnExit();
    System.setProperty(TEMP_FOLDER_PROPERTY, elsewhere.toString());
  }

  /** The connection of the writer. */
  Connection writer() throws SQLException {
    SQLiteConfig config = config(WRITER_CACHE_KIB);
    config.setPageSize(PAGE_BYTES);
    if (maxBytes > 0) {
      config.setMaxPageCount((int) Math.clamp(maxBytes / PAGE_BYTES, 16, Integer.MAX_VALUE));
    }
    return config.createConnection(url());
  }

  /** A connection that cannot write. */
  Connection reader() throws SQLException {
    Connection connection = config(READER_CACHE_KIB).createConnection(url());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
    }
    return connection;
  }

  /** A connection to copy all of it with. */
  Connection copier() throws SQLException {
    return config(READER_CACHE_KIB).createConnection(url());
  }

  /** A connection to a copy, which is only read. */
  static Connection ofCopy(Path copy) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setTempStore(TempStore.MEMORY);
    return config.createConnection("jdbc:sqlite:" + copy);
  }

  private static SQLiteConfig config(int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setWalAutocheckpoint(CHECKPOINT_PAGES);
    config.setJournalSizeLimit(LOG_BYTES);
    config.setTempStore(TempStore.MEMORY);
    config.setCacheSize(-cacheKib);
    config.setBusyTimeout(5_000);
    // Without this the driver asks for the last row's id after every write, which doubles its cost.
    config.setGetGeneratedKeys(false);
    return config;
  }

  private String url() {
    return "jdbc:sqlite:" + file;
  }

  private static void deleteFiles(Path folder) {
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.filter(path -> path.getFileName().toString().startsWith("sqlite-")).toList();
      for (Path path : files) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw DataFolder.unusable(folder, String.valueOf(e.getMessage()));
    }
  }
}
