package io.muster.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code serve} where they are as plain as they mostly are: each option once, its
 * value behind it, nothing wrong. All others are left to picocli, which says what is wrong; its
 * class files are too old for the start cache, and to load them takes a tenth of a start.
 */
final class PlainServe {

  private static final int MAX_PORT_DIGITS = 5;

  private PlainServe() {}

  /** The command, with its options; null if picocli has to read them. */
  static @Nullable Serve read(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("serve") || arguments.length % 2 == 0) {
      return null;
    }
    Serve serve = new Serve();
    Set<String> seen = new HashSet<>();
    for (int i = 1; i < arguments.length; i += 2) {
      if (!seen.add(arguments[i]) || !set(serve, arguments[i], arguments[i + 1])) {
        return null;
      }
    }
    // Whether a port can be one, and the options fit together, is checked with a message.
    boolean valid = isPort(serve.agentPort) && isPort(serve.operatorPort);
    return valid && (serve.infinispan == null || "infinispan".equals(serve.store)) ? serve : null;
  }

  private static boolean set(Serve serve, String option, String value) {
    if (value.isBlank() || "-@\"'".indexOf(value.charAt(0)) >= 0) {
      return false; // an option without its value, a file of arguments, quotes
    }
    switch (option) {
      case "--data" -> serve.data = Path.of(value);
      case "--agent-port" -> serve.agentPort = number(value);
      case "--operator-port" -> serve.operatorPort = number(value);
      case "--agent-host" -> serve.agentHost = value;
      case "--operator-host" -> serve.operatorHost = value;
      case "--store" -> serve.store = value;
      case "--infinispan" -> serve.infinispan = value;
      default -> {
        return false;
      }
    }
    return !option.equals("--store") || value.equals("sqlite") || value.equals("infinispan");
  }

  /** -1 if it is none; no sign, no spaces. */
  private static int number(String value) {
    boolean digits =
        value.length() <= MAX_PORT_DIGITS && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Integer.parseInt(value) : -1;
  }

  private static boolean isPort(@Nullable Integer port) {
    return port == null || (port >= 0 && port <= 65_535);
  }
}
