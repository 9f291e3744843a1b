package io.muster.store.sqlite;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How much room there is on the disk of the database, as read lately. A disk may hang: it is asked
 * on a thread of its own, one at a time, and whoever wants to know is told what was read before.
 * Thread-safe; nothing blocks.
 */
final class DiskSpace {

  /** At the same time in several gauges of one scrape, read once. */
  private static final long FRESH_NANOS = 1_000_000_000L;

  private record Read(long free, long size, long database, long at) {}

  private final Path database;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Read last = new Read(0, 0, 0, 0);

  private DiskSpace(Path database) {
    this.database = database;
  }

  /** Of a database that was opened just now: its disk answers. */
  static DiskSpace of(Path database) {
    DiskSpace space = new DiskSpace(database);
    space.read();
    return space;
  }

  /** Bytes that the server may still write. */
  long free() {
    return latest().free();
  }

  /** Bytes of the whole disk. */
  long size() {
    return latest().size();
  }

  /** Bytes of the database and its log. */
  long database() {
    return latest().database();
  }

  private Read latest() {
    Read known = last;
    if (System.nanoTime() - known.at() > FRESH_NANOS && reading.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .name("disk-space")
          .daemon()
          .start(() -> {
            try {
              read();
            } finally {
              reading.set(false);
            }
          });
    }
    return known;
  }

  private void read() {
    try {
      FileStore disk = Files.getFileStore(database);
      Path log = database.resolveSibling(database.getFileName() + "-wal");
      long bytes = Files.size(database) + (Files.exists(log) ? Files.size(log) : 0);
      last = new Read(disk.getUsableSpace(), disk.getTotalSpace(), bytes, System.nanoTime());
    } catch (IOException e) {
      last = new Read(last.free(), last.size(), last.database(), System.nanoTime());
    }
  }
}
