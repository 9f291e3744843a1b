package io.muster.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * `server.json` in the data folder: where a server that is ready can be reached. Written by rename,
 * so that who sees it sees all of it; removed at the orderly end.
 */
final class ServerFile {

  private static final String NAME = "server.json";

  private final Path path;

  ServerFile(Path dataFolder) {
    path = dataFolder.resolve(NAME);
  }

  void write(long pid, int agentPort, int operatorPort) throws IOException {
    Path part = path.resolveSibling(NAME + ".new");
    Files.writeString(
        part,
        "{\"pid\": %d, \"agentPort\": %d, \"operatorPort\": %d}%n"
            .formatted(pid, agentPort, operatorPort),
        StandardCharsets.UTF_8);
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void remove() throws IOException {
    Files.deleteIfExists(path);
  }
}
