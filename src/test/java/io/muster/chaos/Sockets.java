package io.muster.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which process has the other end of a connection on this machine, by Linux' /proc. */
final class Sockets {

  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final int LOCAL = 1;
  private static final int INODE = 9;

  private Sockets() {}

  /**
   * Whether a process has a socket on a local port; false if it has ended.
   *
   * @param inode as {@link #inode} answers
   */
  static boolean has(long pid, String inode) {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.anyMatch(file -> link(file).equals("socket:[" + inode + "]"));
    } catch (IOException e) {
      return false;
    }
  }

  /** The number of the socket that is bound to this local port and connected to that one. */
  static Optional<String> inode(int port, int remote) {
    String local = ":%04X".formatted(port);
    String peer = ":%04X".formatted(remote);
    for (Path table : TABLES) {
      try (Stream<String> lines = Files.lines(table)) {
        Optional<String> found =
            lines
                .map(line -> line.strip().toUpperCase(Locale.ROOT).split("\\s+"))
                .filter(fields -> fields.length > INODE)
                .filter(fields -> fields[LOCAL].endsWith(local) && fields[LOCAL + 1].endsWith(peer))
                .map(fields -> fields[INODE])
                .findFirst();
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException e) {
        // There is no such table.
      }
    }
    return Optional.empty();
  }

  private static String link(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
