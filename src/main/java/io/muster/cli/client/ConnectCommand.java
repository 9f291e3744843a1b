package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes an agent connect to this server. */
@Command(
    name = "connect",
    description = {
      "Prints what makes an agent connect to this server: a config or a program, with the"
          + " server's URL, the agent's token and uid, and the authority of its certificate.",
      "",
      "  muster connect supervisor > supervisor.yaml",
      "  muster connect go --url wss://muster.example:4320 --agent-ca /etc/muster/ca.pem"
    },
    mixinStandardHelpOptions = true)
public final class ConnectCommand implements Callable<Integer> {

  private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]", "::1");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}: the collector's extension (to be seen only), the OpAMP"
              + " supervisor with a collector, or a program on a client library.")
  ConnectKind kind = ConnectKind.SUPERVISOR;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Where agents reach the server: ws, wss, http or https; then no server is asked (default:"
              + " what the server says, at the host of its API).")
  @Nullable URI url;

  @Option(
      names = "--agent-ca",
      paramLabel = "FILE",
      description =
          "File on the agent's machine with the authority of the server's certificate, where the"
              + " machine does not trust it anyway.")
  @Nullable String ca;

  @Option(
      names = "--token-env",
      paramLabel = "NAME",
      defaultValue = "OPAMP_TOKEN",
      description =
          "Environment variable that has the agent's token where it runs (default:"
              + " ${DEFAULT-VALUE}).")
  String tokenVariable = "OPAMP_TOKEN";

  @Option(
      names = "--uid",
      paramLabel = "UUID",
      description = "The agent's uid, where it can be given one (default: a new one).")
  @Nullable UUID uid;

  @Override
  public Integer call() throws Exception {
    // Whoever names the URL may have no server at hand; a token that is not asked for does no harm.
    Agents agents = url == null ? ask() : new Agents(url, true);
    try {
      URI endpoint = Snippet.endpoint(agents.url());
      String variable = agents.token() ? tokenVariable : null;
      Snippet snippet = new Snippet(endpoint, variable, ca, uid == null ? newUid() : uid);
      spec.commandLine().getOut().print(snippet.of(kind));
      spec.commandLine().getOut().flush();
      if (url == null && THIS_MACHINE.contains(endpoint.getHost())) {
        spec.commandLine()
            .getErr()
            .println(
                "Only agents on this machine reach "
                    + endpoint
                    + "; for others say --url with the name that they know.");
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return ExitCode.OK;
  }

  /** Where agents connect, and whether they need a token. */
  private record Agents(URI url, boolean token) {}

  private Agents ask() throws Refused, Unreachable, InterruptedException {
    try (RestClient client = server.connect()) {
      JsonNode agents = client.get("server").path("agents");
      String host = agents.path("host").asText();
      String reached = ANY.contains(host) ? client.server().getHost() : bracketed(host);
      boolean secure = agents.path("tls").asBoolean();
      String scheme = (kind.webSocket() ? "ws" : "http") + (secure ? "s" : "");
      String address =
          scheme
              + "://"
              + reached
              + ":"
              + agents.path("port").asInt()
              + agents.path("path").asText();
      return new Agents(URI.create(address), agents.path("token").asBoolean());
    }
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** A UUID of version 7, as the protocol recommends: it begins with the time. */
  private static UUID newUid() {
    SecureRandom random = new SecureRandom();
    long time = InstantSource.system().millis();
    long high = (time << 16) | 0x7000 | random.nextInt(0x1000);
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
