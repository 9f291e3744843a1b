package io.muster.cli.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine;

/**
 * An API that answers what it was told to, and remembers what it was asked: for commands without a
 * server.
 */
final class StubApi implements AutoCloseable {

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Path token;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /** How a command went. */
  record Ran(int code, String out, String err) {}

  StubApi(Path folder) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      token = Files.writeString(folder.resolve("token"), "a-token");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/api/v1/", this::answer);
    server.start();
  }

  /** What `METHOD path` is answered, path and query as they are sent; the last answer stays. */
  StubApi on(String request, int status, String body) {
    answers.computeIfAbsent(request, ignored -> new ArrayDeque<>()).add(new Answer(status, body));
    return this;
  }

  StubApi on(String request, String body) {
    return on(request, 200, body);
  }

  /** Requests that change something, each with its body. */
  List<String> changes() {
    return asked.stream().filter(each -> !each.startsWith("GET ")).sorted().toList();
  }

  List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request =
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI().toString().replaceFirst("^/api/v1/", "");
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(body.isEmpty() ? request : request + " " + body);
    Answer answer =
        new Answer(
            404, "{\"status\": 404, \"title\": \"Not Found\", \"detail\": \"no " + request + "\"}");
    Deque<Answer> known = answers.get(request);
    if (known != null) {
      synchronized (known) {
        answer = known.size() > 1 ? known.remove() : known.element();
      }
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Runs a command against it. */
  Ran run(Object command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = new CommandLine(command);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    line.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler(ExitCode::of);
    line.setParameterExceptionHandler(new UsageErrors());
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", "http://127.0.0.1:" + server.getAddress().getPort()));
    all.addAll(List.of("--token-file", token.toString(), "--timeout", "20s"));
    int code = line.execute(all.toArray(String[]::new));
    return new Ran(code, out.toString(), err.toString());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
