package io.muster.cli;

import io.muster.access.BootstrapToken;
import io.muster.access.OperatorSettings;
import io.muster.access.OperatorToken;
import io.muster.session.AgentListener;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The running server: says where it can be reached, then waits for the end. */
@Singleton
public final class Server implements QuarkusApplication {

  private static final Logger LOG = Logger.getLogger(Server.class);

  private final HttpServer operatorServer;
  private final AgentListener agentListener;
  private final OperatorSettings operatorSettings;
  private final BootstrapToken bootstrap;
  private final String agentHost;
  private final String agentPath;
  private final String logFormat;
  private final ServerFile file;

  Server(
      HttpServer operatorServer,
      AgentListener agentListener,
      OperatorSettings operatorSettings,
      BootstrapToken bootstrap,
      @ConfigProperty(name = "muster.agents.host", defaultValue = "127.0.0.1") String agentHost,
      @ConfigProperty(name = "muster.agents.path", defaultValue = "/v1/opamp") String agentPath,
      @ConfigProperty(name = "muster.log.format", defaultValue = "text") String logFormat,
      DataSettings data) {
    this.logFormat = logFormat;
    this.operatorServer = operatorServer;
    this.agentListener = agentListener;
    this.operatorSettings = operatorSettings;
    this.bootstrap = bootstrap;
    this.agentHost = agentHost;
    this.agentPath = agentPath;
    this.file = new ServerFile(data.data());
  }

  @Override
  public int run(String... arguments) throws IOException {
    int agentPort = agentListener.port();
    int operatorPort = operatorServer.getPort();
    if (logFormat.equalsIgnoreCase("json")) {
      log(agentPort, operatorPort); // Nothing but JSON on standard output.
    } else {
      tell(System.out, agentPort, operatorPort, System.console());
    }
    file.write(ProcessHandle.current().pid(), agentPort, operatorPort); // last: who waits for it
    Quarkus.waitForExit();
    return 0;
  }

  private String agentUrl(int port) {
    return (agentListener.secure() ? "wss://" : "ws://")
        + inUrl(agentHost)
        + ":"
        + port
        + agentPath;
  }

  private void log(int agentPort, int operatorPort) {
    LOG.infof(
        "event=ready version=%s agents=%s api=%s token_file=%s",
        ProgramVersion.read(),
        agentUrl(agentPort),
        "http://" + inUrl(operatorSettings.host()) + ":" + operatorPort + "/api/v1",
        bootstrap.tokenPath());
  }

  private void tell(PrintStream out, int agentPort, int operatorPort, @Nullable Console console) {
    String agents = agentUrl(agentPort);
    String host = inUrl(operatorSettings.host());
    out.println("Muster " + ProgramVersion.read() + " is ready.");
    out.println("Agents connect to  " + agents + " (WebSocket) or by HTTP POST to the same path");
    out.println("API                http://" + host + ":" + operatorPort + "/api/v1");
    Optional<OperatorToken> token = bootstrap.takeNewToken();
    if (token.isPresent() && console != null && console.isTerminal()) {
      out.println(
          "Operator token     " + token.get().text() + " (kept in " + bootstrap.tokenPath() + ")");
    } else {
      out.println("Operator token     in " + bootstrap.tokenPath());
    }
    out.flush();
  }

  /** An address as it stands in a URL; one that means "all" is none to connect to. */
  private static String inUrl(String host) {
    if (host.equals("0.0.0.0") || host.equals("::")) {
      return "localhost";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }

  void ending(@Observes ShutdownEvent event) {
    try {
      file.remove();
    } catch (IOException e) {
      LOG.warnf("event=server_file_left reason=\"%s\"", e);
    }
  }
}
