package io.muster.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * `server.json` in the data folder: where a server that is ready can be reached. Written by rename,
 * so that who sees it sees all of it; removed at the orderly end.
 */
final class ServerFile {

  private static final String NAME = "server.json";
  private static final Pattern AGENT_PORT = Pattern.compile("\"agentPort\": (\\d{1,5})\\b");
  private static final Pattern OPERATOR_PORT = Pattern.compile("\"operatorPort\": (\\d{1,5})\\b");

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

  /** Where a server that is ready on this folder has its operator port; empty if there is none. */
  OptionalInt operatorPort() {
    return port(OPERATOR_PORT);
  }

  /** Where it has its agent port; empty if there is none. */
  OptionalInt agentPort() {
    return port(AGENT_PORT);
  }

  private OptionalInt port(Pattern pattern) {
    try {
      Matcher port = pattern.matcher(Files.readString(path, StandardCharsets.UTF_8));
      return port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  void remove() throws IOException {
    Files.deleteIfExists(path);
  }
}
