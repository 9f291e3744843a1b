package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.muster.cli.client.Completion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a shell is told of a command line that somebody types. */
class CompletionTest {

  private static final String AGENTS =
      """
      {"items": [
        {"uid": "0190e0a2-0000-7000-8000-00000000d001", "labels": {"env": "prod"},
         "attributes": {"service.name": "otelcol", "cores": 4}},
        {"uid": "0190e0a2-0000-7000-8000-00000000d002", "labels": {"env": "test"},
         "attributes": {}}], "total": 2}
      """;

  @TempDir Path folder;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          asked.add(exchange.getRequestURI().toString());
          String body =
              switch (path) {
                case "/api/v1/agents" -> AGENTS;
                case "/api/v1/targets" ->
                    "{\"items\": [{\"name\": \"prod\"}, {\"name\": \"edge\"}]}";
                case "/api/v1/rollouts" -> "{\"items\": [{\"id\": \"prod-1\"}]}";
                case "/api/v1/operators" ->
                    "{\"items\": [{\"name\": \"ada\"}, {\"name\": \"ci\"}]}";
                case "/api/v1/operators/ada/tokens" -> "{\"items\": [{\"name\": \"laptop\"}]}";
                case "/api/v1/operators/ci/tokens" ->
                    "{\"items\": [{\"name\": \"deploy\"}, {\"name\": \"nightly\"}]}";
                case "/api/v1/whoami" -> "{\"name\": \"ada\", \"token\": \"laptop\"}";
                case "/api/v1/configs" -> "{\"items\": [{\"name\": \"prod\"}]}";
                default -> "<html>";
              };
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    Files.writeString(folder.resolve("operator-token"), "a-token");
    Files.writeString(
        folder.resolve("server.json"),
        "{\"pid\": 1, \"agentPort\": 1, \"operatorPort\": " + server.getAddress().getPort() + "}");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private List<String> complete(String line) {
    String[] words = (Completion.COMMAND + " " + line).split(" ", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(Completion.answer(Muster.command(), words, new PrintStream(out, true))).isZero();
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @ParameterizedTest
  @CsvSource({
    "ge, get",
    "rollout wa, watch",
    "get agen, agents",
    "get agents --sel, --selector",
    "get agents --sync fai, failed",
    "get agents --sync wai, waiting",
    "get agents --sync=dri, --sync=drifted",
    "'get agents --sync failed,dri', 'failed,drifted'",
    "get agents -o ya, yaml",
    "completion fi, fish"
  })
  void wordsThatAreKnownWithoutAServer(String line, String candidate) {
    assertThat(complete(line)).containsExactly(candidate);
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "get targets DATA '', edge|prod",
    "get operators DATA '', ada|ci",
    "operator disable DATA c, ci",
    "token create x DATA --operator a, ada",
    "token revoke DATA --operator ci '', deploy|nightly",
    "token rotate DATA l, laptop",
    "get target DATA p, prod",
    "rollout watch DATA '', prod-1",
    "rollout start DATA p, prod",
    "rollout start DATA edge '', prod",
    "why DATA 0190, 0190e0a2-0000-7000-8000-00000000d001|0190e0a2-0000-7000-8000-00000000d002",
    "get agents DATA -l en, env=",
    "get agents DATA -l env=, env=prod|env=test",
    "get agents DATA -l service.name=otelcol, service.name=otelcol",
    "'get agents DATA -l env=prod,serv', 'env=prod,service.name='"
  })
  void namesThatTheServerKnows(String line, String candidates) {
    assertThat(complete(line.replace("''", "").replace("DATA", "--data " + folder)))
        .containsExactly(candidates.split("\\|"));
  }

  @Test
  void filesAreTheShellsToFind() {
    assertThat(complete("plan -f ")).containsExactly(":files");
    assertThat(complete("get agents --token-file x")).containsExactly(":files");
  }

  @Test
  void whatIsHiddenIsNotOffered() {
    assertThat(complete("")).contains("get", "rollout", "serve").doesNotContain("__complete");
    assertThat(complete("get agents --")).contains("--server").doesNotContain("-l", "-o");
  }

  @Test
  void nothingIsSaidWhateverGoesWrong() {
    assertThat(complete("get targets --server http://127.0.0.1:1 --token-file /none ")).isEmpty();
    assertThat(complete("get targets --data " + folder.resolve("none") + " ")).isEmpty();
    assertThat(complete("get ottl --data " + folder + " ")).isEmpty();
    assertThat(complete("get targets --server ;; ")).isEmpty();
    assertThat(complete("frobnicate --x y ")).isEmpty();
    assertThat(complete("get agents --none=")).isEmpty();
  }
}
