package io.muster.cli.client;

import io.muster.cli.Durations;
import io.muster.cli.GivenToken;
import io.muster.cli.LocalServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server a command speaks to, and as whom. */
public final class ServerOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The server's operator port (default: MUSTER_SERVER, or the server that runs on the data"
              + " folder).")
  @Nullable URI server;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with the operator's token (default: MUSTER_TOKEN, MUSTER_TOKEN_FILE, or"
              + " operator-token in the data folder).")
  @Nullable Path tokenFile;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data folder of a server on this machine (default: MUSTER_DATA, or ./muster-data).")
  @Nullable Path data;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      converter = Durations.class,
      description = "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
  Duration timeout = Duration.ZERO;

  /** A client of that server. */
  RestClient connect() throws Unreachable {
    return new RestClient(uri(), token(), timeout);
  }

  private URI uri() throws Unreachable {
    String variable = variable("MUSTER_SERVER");
    if (server == null && variable.isEmpty()) {
      Path folder = LocalServer.folder(data);
      URI local = LocalServer.uri(folder);
      if (local == null) {
        throw new Unreachable(
            "no server is ready on the data folder "
                + folder.toAbsolutePath().normalize()
                + ": name one with --server URL, MUSTER_SERVER or --data DIR");
      }
      return local;
    }
    try {
      URI given = server == null ? URI.create(variable) : server;
      if (given.getHost() != null
          && ("http".equals(given.getScheme()) || "https".equals(given.getScheme()))) {
        return given;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ParameterException(
        spec.commandLine(),
        "the server is '"
            + (server == null ? variable : server)
            + "', expected http://HOST:PORT or https://HOST:PORT");
  }

  private String token() throws Unreachable {
    String variable = variable("MUSTER_TOKEN");
    try {
      if (tokenFile == null && !variable.isEmpty()) {
        return GivenToken.inVariable("MUSTER_TOKEN", variable);
      }
      String file = variable("MUSTER_TOKEN_FILE");
      return GivenToken.inFile(
          tokenFile != null
              ? tokenFile
              : file.isEmpty() ? LocalServer.tokenFile(LocalServer.folder(data)) : Path.of(file));
    } catch (GivenToken.NoToken e) {
      throw new Unreachable(e.text());
    }
  }

  /** Read when it is needed: a native image must not keep those of its build. */
  private static String variable(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value.strip();
  }
}
