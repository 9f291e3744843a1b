package io.muster.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;

/**
 * Room on the disk that is kept back in a file, for a start when there is no other: SQLite's
 * library, the index of its log and a first write need some. It is given up then, and kept again by
 * the next start that finds room.
 */
final class Reserve {

  private static final Logger LOG = Logger.getLogger(Reserve.class);

  /** The file in the data folder. */
  static final String FILE = "muster.reserve";

  private static final long BYTES = 4L << 20;

  /** A disk with less is too small to keep anything back. */
  private static final long LEAST_FREE = 4 * BYTES;

  private Reserve() {}

  /** Gives the room up if the disk has none; throws nothing. */
  static void releaseIfFull(DataFolder folder) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.exists(file) && Files.getFileStore(file).getUsableSpace() < BYTES) {
        Files.delete(file);
        LOG.warnf("event=disk_reserve_used file=%s bytes=%d", file, BYTES);
      }
    } catch (IOException e) {
      LOG.debugf("event=disk_reserve_not_used reason=\"%s\"", e);
    }
  }

  /** Keeps room back if there is enough of it; throws nothing. */
  static void keep(DataFolder folder) {
    Path file = folder.resolve(FILE);
    try {
      if (Files.exists(file) || Files.getFileStore(folder.path()).getUsableSpace() < LEAST_FREE) {
        return;
      }
      folder.privateFile(FILE);
      // Written, not only lengthened: a file with holes takes no room.
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        ByteBuffer zeros = ByteBuffer.allocate(64 << 10);
        for (long written = 0; written < BYTES; written += zeros.capacity()) {
          channel.write(zeros.rewind(), written);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.debugf("event=disk_reserve_not_kept reason=\"%s\"", e);
    }
  }
}
