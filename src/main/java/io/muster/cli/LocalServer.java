package io.muster.cli;

import io.muster.access.RecoveryRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Where the server of a data folder on this machine can be reached. */
public final class LocalServer {

  private static final String TOKEN = "operator-token";
  private static final int AGENTS = 4320;

  private LocalServer() {}

  /** The data folder that is meant when none is named. */
  public static Path folder(@Nullable Path named) {
    return named != null ? named : Path.of(Settings.given("muster.data", "muster-data"));
  }

  /** Whether a setting names the data folder. */
  public static boolean isNamed() {
    return !Settings.given("muster.data", "").isEmpty();
  }

  /** The operator port of a server that is ready on this folder; null if there is none. */
  public static @Nullable URI uri(Path folder) {
    OptionalInt port = new ServerFile(folder).operatorPort();
    return port.isPresent()
        ? URI.create("http://" + host("muster.operators.host") + ":" + port.getAsInt())
        : null;
  }

  /** Where agents connect to a server that is ready on this folder, or else to one by default. */
  static URI agents(Path folder) {
    int port = new ServerFile(folder).agentPort().orElse(AGENTS);
    String host = host("muster.agents.host");
    return URI.create("ws://" + host + ":" + port + "/v1/opamp");
  }

  /** The file that holds the operator's token of a server on this folder. */
  public static Path tokenFile(Path folder) {
    return folder.resolve(TOKEN);
  }

  /** The file that asks a server on this folder for a new token. */
  public static Path recoveryRequest(Path folder) {
    return RecoveryRequest.in(folder);
  }

  /** The address of a port; an address that means "all" is none to connect to. */
  private static String host(String setting) {
    String host = Settings.given(setting, "127.0.0.1");
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "[::1]";
      default -> host.contains(":") ? "[" + host + "]" : host;
    };
  }
}
