package io.muster.cli;

import io.muster.cli.client.ConnectionProblem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Asks a running server how it is, for health checks where there is no curl. Exit code 0 if all is
 * well, 1 if the server says otherwise or does not answer.
 */
@Command(
    name = "health",
    description = {
      "Asks a running server whether it is ready; exit code 0 if it is, 1 if it is not or does"
          + " not answer.",
      "",
      "  muster health --live"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Muster.Version.class)
final class Health implements Callable<Integer> {

  private static final int OK = 200;
  private static final int MOST_TEXT = 1_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(names = "--live", description = "Ask only whether the process works, not if it is ready.")
  boolean live;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The server's data folder, where its port is found (default: MUSTER_DATA, or"
              + " ./muster-data).")
  @Nullable Path data;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The operator port, for a server whose data folder is not at hand.")
  @Nullable URI url;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "3s",
      converter = PositiveDurations.class,
      description = "How long to wait for the answer (default: ${DEFAULT-VALUE}).")
  Duration timeout = Duration.ZERO;

  @Override
  public Integer call() throws InterruptedException {
    Path folder = LocalServer.folder(data);
    URI server = url != null ? checked(url) : LocalServer.uri(folder);
    if (server == null) {
      return unhealthy(
          "no server is ready on the data folder "
              + folder.toAbsolutePath().normalize()
              + "; name another one with --data, or the server with --url");
    }
    return ask(server.resolve(live ? "/healthz" : "/readyz"));
  }

  private int ask(URI probe) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(probe).timeout(timeout).build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(timeout).build()) {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() == OK) {
        spec.commandLine().getOut().println(live ? "live" : "ready");
        return 0;
      }
      String text = answer.body().replaceAll("\\s+", " ").strip();
      return unhealthy(
          "%s answers %d: %s"
              .formatted(
                  probe,
                  answer.statusCode(),
                  text.substring(0, Math.min(text.length(), MOST_TEXT))));
    } catch (IOException e) {
      return unhealthy(ConnectionProblem.text(probe, timeout, null, e));
    }
  }

  private int unhealthy(String why) {
    spec.commandLine().getErr().println((live ? "not live: " : "not ready: ") + why);
    return 1;
  }

  private URI checked(URI given) {
    boolean http = "http".equals(given.getScheme()) || "https".equals(given.getScheme());
    if (!http || given.getHost() == null) {
      throw new ParameterException(
          spec.commandLine(), "--url is " + given + ", expected http://HOST:PORT");
    }
    return given;
  }
}
