package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the health command asks, says and ends with. */
class HealthTest {

  @TempDir Path folder;

  private final CopyOnWriteArrayList<String> asked = new CopyOnWriteArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          byte[] body = "{\n  \"status\": \"DOWN\"\n}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private int health(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "health";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return new CommandLine(new Muster())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  @Test
  void findsTheServerOfADataFolderAndAsksWhetherItIsReady() throws IOException {
    new ServerFile(folder).write(1, 4320, port());
    assertThat(health("--data", folder.toString())).isZero();
    assertThat(asked).containsExactly("/readyz");
    assertThat(out.toString()).isEqualToIgnoringNewLines("ready");
  }

  @Test
  void asksOnlyForLifeWhenToldTo() {
    assertThat(health("--live", "--url", "http://127.0.0.1:" + port())).isZero();
    assertThat(asked).containsExactly("/healthz");
    assertThat(out.toString()).isEqualToIgnoringNewLines("live");
  }

  @Test
  void aServerThatIsNotReadyIsExitCodeOneWithItsAnswerOnOneLine() {
    status = 503;
    assertThat(health("--url", "http://127.0.0.1:" + port())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "not ready: http://127.0.0.1:"
                + port()
                + "/readyz answers 503: { \"status\": \"DOWN\" }");
  }

  @Test
  void nobodyThereIsExitCodeOne() {
    int free = port();
    server.stop(0);
    assertThat(health("--url", "http://127.0.0.1:" + free)).isEqualTo(1);
    assertThat(err.toString()).contains("127.0.0.1:" + free + "/readyz does not answer");
  }

  @Test
  void aServerThatAcceptsAndSaysNothingIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      assertThat(health("--url", url, "--timeout", "200ms")).isEqualTo(1);
      assertThat(err.toString()).contains(url + "/readyz does not answer: request timed out");
    }
  }

  @Test
  void aFolderWithoutAServerIsExitCodeOneWithAdvice() {
    assertThat(health("--data", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("no server is ready on the data folder " + folder, "--url");
  }

  @Test
  void anAddressWithoutSchemeIsExitCodeTwo() {
    assertThat(health("--url", "localhost:8080")).isEqualTo(2);
    assertThat(err.toString()).contains("--url is localhost:8080, expected http://HOST:PORT");
  }
}
