package io.muster.store.sqlite;

import io.muster.store.CannotOpenStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one server: made with mode 0700 and locked against a second server. The lock is the
 * operating system's, so it does not outlive a killed process.
 */
final class DataFolder implements AutoCloseable {

  private static final String LOCK_FILE = "muster.lock";

  /** Bytes without which SQLite cannot even begin. */
  private static final long ROOM_TO_WORK = 256 << 10;

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the folder if needed and locks it.
   *
   * @throws CannotOpenStore if it cannot be used, or another server uses it
   */
  static DataFolder lock(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw unusable(path, "it is a file, not a folder");
    }
    try {
      Files.createDirectories(path, mode("rwx------"));
      FileChannel channel = openPrivate(path.resolve(LOCK_FILE));
      lock(path, channel);
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw unusable(path, reason(e));
    }
  }

  /** The absolute path of a file in the folder. */
  Path resolve(String name) {
    return path.resolve(name);
  }

  /** The absolute path of the folder. */
  Path path() {
    return path;
  }

  /** The same with a file that only its owner may read and write; made empty if it is not there. */
  Path privateFile(String name) {
    Path file = path.resolve(name);
    try {
      openPrivate(file).close();
      return file;
    } catch (IOException e) {
      throw unusable(path, reason(e));
    }
  }

  /** A folder in it that only its owner may use. */
  Path privateFolder(String name) {
    try {
      return Files.createDirectories(path.resolve(name), mode("rwx------"));
    } catch (IOException e) {
      throw unusable(path, reason(e));
    }
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot release " + path.resolve(LOCK_FILE), e);
    }
  }

  /** Whether the disk that a file is on has used up its space. */
  static boolean isDiskFull(Path file) {
    return isDiskFull(file, ROOM_TO_WORK);
  }

  /** Whether it has less than so many bytes left. */
  static boolean isDiskFull(Path file, long needed) {
    try {
      Path existing = file;
      while (!Files.exists(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      FileStore disk = Files.getFileStore(existing);
      // The kernel's own file systems have no space at all, and are not full
      return disk.getTotalSpace() > 0 && disk.getUsableSpace() < needed;
    } catch (IOException e) {
      return false; // not known, and not what the caller wants to tell
    }
  }

  static CannotOpenStore unusable(Path folder, String reason) {
    if (isDiskFull(folder)) {
      return new CannotOpenStore(
          "There is no room left on the disk of the data folder "
              + folder
              + ". Free some space, or choose another folder with --data (setting muster.data).");
    }
    return new CannotOpenStore(
        "Cannot use the data folder "
            + folder
            + ": "
            + reason
            + ". Make it a folder that this user can write to, or choose another one with --data"
            + " (setting muster.data).");
  }

  private static void lock(Path path, FileChannel channel) throws IOException {
    FileLock lock = tryLock(channel);
    if (lock == null) {
      String holder = read(channel);
      channel.close();
      throw new CannotOpenStore(
          "The data folder "
              + path
              + " is in use by another Muster server"
              + (holder.isEmpty() ? "" : " (pid " + holder + ")")
              + ". Stop that one, or choose another folder with --data (setting muster.data).");
    }
    String pid = Long.toString(ProcessHandle.current().pid());
    try {
      // In place: on a full disk there would be no room to write it anew.
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      channel.truncate(pid.length());
    } catch (IOException e) {
      if (!isDiskFull(path)) {
        throw e;
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(20);
    channel.read(buffer, 0);
    return StandardCharsets.US_ASCII.decode(buffer.flip()).toString().strip();
  }

  private static FileChannel openPrivate(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
        mode("rw-------"));
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case NoSuchFileException missing -> missing.getFile() + " cannot be made";
      default -> String.valueOf(e.getMessage());
    };
  }
}
