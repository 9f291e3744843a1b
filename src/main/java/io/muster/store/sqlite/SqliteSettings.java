package io.muster.store.sqlite;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the embedded store is set up.
 *
 * @param folder the data folder; made if it is not there, used by one server at a time
 * @param maxBytes what the database file may grow to, without its write-ahead log; 0 means until
 *     the disk is full
 * @param readers connections that read, 1 to 64
 * @param queuedRows rows that may wait to be written, from 1
 * @param queuedBytes bytes that may wait to be written, from 1; a single larger write may wait
 *     alone
 * @param purgeInterval how often expired entries are deleted; a pass is bounded, and followed by
 *     another one at once if there is more
 * @param acceptLoss whether a database that is missing, or older than the folder's mark, is to be
 *     taken as it is
 */
public record SqliteSettings(
    Path folder,
    long maxBytes,
    int readers,
    int queuedRows,
    long queuedBytes,
    Duration purgeInterval,
    boolean acceptLoss) {

  public SqliteSettings {
    if (maxBytes < 0 || readers < 1 || readers > 64 || queuedRows < 1 || queuedBytes < 1) {
      throw new IllegalArgumentException("a setting of the store is out of its range");
    }
    if (purgeInterval.toMillis() < 1) {
      throw new IllegalArgumentException("a purge interval of " + purgeInterval + " is too short");
    }
  }

  /** Defaults: no limit but the disk, 4 readers, a queue of 100,000 rows or 128 MiB. */
  public static SqliteSettings in(Path folder) {
    return new SqliteSettings(folder, 0, 4, 100_000, 128L << 20, Duration.ofMinutes(1), false);
  }

  /** The same with another limit of the file's size, in bytes. */
  public SqliteSettings withMaxBytes(long bytes) {
    return new SqliteSettings(
        folder, bytes, readers, queuedRows, queuedBytes, purgeInterval, acceptLoss);
  }

  /** The same with another bound of the queue. */
  public SqliteSettings withQueue(int rows, long bytes) {
    return new SqliteSettings(folder, maxBytes, readers, rows, bytes, purgeInterval, acceptLoss);
  }

  /** The same, and what is missing is given up. */
  public SqliteSettings acceptingLoss() {
    return new SqliteSettings(
        folder, maxBytes, readers, queuedRows, queuedBytes, purgeInterval, true);
  }
}
