package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** `rollout watch` against a server that comes and goes. */
class RolloutWatchTest {

  /** The server is away. */
  private static final String AWAY = "";

  private static final String BUSY = "503";

  private final Queue<String> answers = new ArrayDeque<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir Path folder;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Files.writeString(folder.resolve("token"), "secret");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    // The last answer is given again and again.
    String state = answers.size() > 1 ? answers.remove() : answers.element();
    if (!state.equals(AWAY)) {
      byte[] body =
          ("{\"id\": \"prod-1\", \"state\": \"" + state + "\", \"detail\": \"later\"}")
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(state.equals(BUSY) ? 503 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private int watch(String patience, String... states) {
    answers.addAll(List.of(states));
    CommandLine command = new CommandLine(new RolloutWatch());
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    command.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler(ExitCode::of);
    return command.execute(
        "--server",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "--token-file",
        folder.resolve("token").toString(),
        "--timeout",
        patience,
        "prod-1");
  }

  @Test
  void aServerThatRestartsIsWaitedFor() {
    assertThat(watch("60s", "running", AWAY, AWAY, BUSY, "succeeded")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("running, stage").contains("succeeded, stage");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void butNotForEver() {
    assertThat(watch("1s", "running", AWAY)).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err.toString()).contains("does not answer");
  }

  @Test
  void oneThatNeverAnsweredIsNot() {
    assertThat(watch("60s", AWAY)).isEqualTo(ExitCode.UNREACHABLE);
    // The JDK's client asks once more by itself.
    assertThat(asked.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void whatIsRefusedIsAtOnce() {
    server.removeContext("/");
    assertThat(watch("60s", "running")).isEqualTo(ExitCode.REFUSED);
  }
}
