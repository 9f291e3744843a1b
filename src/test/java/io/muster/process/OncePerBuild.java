package io.muster.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A file that one of several JVMs that run tests makes, while the others wait for it. */
public final class OncePerBuild {

  private OncePerBuild() {}

  /**
   * Makes the file unless it is newer than what it is made from.
   *
   * @param from a file, or a folder of which the newest file counts
   * @param maker what makes it, or does not: whoever needs it can do without
   * @return whether it is there
   */
  public static boolean make(Path file, Path from, Callable<Boolean> maker) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel lock =
              FileChannel.open(
                  file.resolveSibling(file.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var _ = lock.lock()) {
        return isFresh(file, from) || maker.call();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isFresh(Path file, Path from) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(file);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        if (made.compareTo(Files.getLastModifiedTime(each)) <= 0) {
          return false;
        }
      }
    }
    return true;
  }
}
