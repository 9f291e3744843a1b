package io.muster.cli.client;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What makes an agent connect to one server.
 *
 * @param url where agents connect, by WebSocket or HTTP
 * @param token the environment variable that has the token where the agent runs; null if none is
 *     asked for
 * @param ca the file of the authority of the server's certificate, where the agent runs; null if
 *     the machine trusts it anyway
 * @param uid the agent's, where it can be given one
 */
record Snippet(URI url, @Nullable String token, @Nullable String ca, UUID uid) {

  private static final String PATH = "/v1/opamp";

  Snippet {
    if (ca != null && !secure(url)) {
      throw new IllegalArgumentException(
          "--agent-ca is for wss:// and https://, and agents connect to " + url);
    }
    check(url.toString());
    check(token);
    check(ca);
  }

  /** It stands between quotes in programs and configs. */
  private static void check(@Nullable String text) {
    if (text != null
        && !text.chars().allMatch(c -> c > ' ' && c != '"' && c != '\'' && c != '\\')) {
      throw new IllegalArgumentException(text + " has spaces, quotes or backslashes");
    }
  }

  /** A URL that agents can use; the path that all expect if it has none. */
  static URI endpoint(URI given) {
    String scheme = given.getScheme();
    if (given.getHost() == null
        || scheme == null
        || !Set.of("ws", "wss", "http", "https").contains(scheme)) {
      throw new IllegalArgumentException(
          "'" + given + "' is no URL of agents, such as wss://muster.example:4320" + PATH);
    }
    String path = given.getRawPath();
    return path == null || path.isEmpty() || path.equals("/") ? given.resolve(PATH) : given;
  }

  private static boolean secure(URI url) {
    return url.getScheme().equals("wss") || url.getScheme().equals("https");
  }

  /** The text for a kind of client, which polls if it can do nothing else. */
  String of(ConnectKind kind) {
    String scheme = url.getScheme();
    boolean webSocket = kind.webSocket() && scheme.startsWith("ws");
    String here = webSocket || scheme.startsWith("http") ? url.toString() : polled();
    Set<String> flags = new HashSet<>(Set.of(webSocket ? "ws" : "http"));
    if (token != null) {
      flags.add("token");
      flags.add("os");
    }
    if (ca != null) {
      flags.add("ca");
      flags.add("os");
    }
    if (!secure(url)) {
      flags.add("plain");
    }
    StringBuilder text = new StringBuilder();
    kind.template()
        .lines()
        .forEach(line -> {
          String wanted = wanted(line, flags);
          if (wanted != null) {
            text.append(filled(wanted, here)).append('\n');
          }
        });
    return text.toString();
  }

  /** The same address for who polls. */
  private String polled() {
    return url.toString().replaceFirst("^ws", "http");
  }

  /** The line without its conditions, `[token]` and so on; null if one does not hold. */
  private static @Nullable String wanted(String line, Set<String> flags) {
    if (!line.startsWith("[")) {
      return line;
    }
    int end = line.indexOf(']');
    return flags.contains(line.substring(1, end)) ? line.substring(end + 1) : null;
  }

  private String filled(String line, String here) {
    return line.replace("{{url}}", here)
        .replace("{{token}}", token == null ? "" : token)
        .replace("{{ca}}", ca == null ? "" : ca)
        .replace("{{uid}}", uid.toString());
  }
}
