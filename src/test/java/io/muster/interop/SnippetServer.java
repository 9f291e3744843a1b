package io.muster.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.process.MusterProcess;
import io.muster.process.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A server as the snippets of `muster connect` are for: with TLS by an authority of its own, and a
 * token for agents.
 */
final class SnippetServer implements AutoCloseable {

  static final String VARIABLE = "OPAMP_TOKEN";
  static final String TOKEN = "a-token-of-the-tests-of-snippets";

  private final Path folder;
  private final MusterProcess server;
  private final OperatorApi api;

  SnippetServer() {
    try {
      folder = Files.createTempDirectory("muster-snippets-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestCertificate.make("EC").write(folder);
    server =
        MusterProcess.server()
            .with("muster.agents.tls.certificate", folder.resolve("server.crt").toString())
            .with("muster.agents.tls.key", folder.resolve("server.key").toString())
            .with("muster.agents.authentication", "token")
            .with("muster.agents.tokens.fleet", TOKEN)
            .start();
    api = new OperatorApi(server);
  }

  OperatorApi api() {
    return api;
  }

  /** What `muster connect` prints for it. */
  String snippet(String kind, Scheme scheme) {
    return Snippets.print(
        kind, "--url=" + endpoint(scheme), "--agent-ca=" + folder.resolve("server.crt"));
  }

  /** Where agents connect to. */
  String endpoint(Scheme scheme) {
    return scheme.endpoint(server.agentPort()).toString().replaceFirst("(ws|http)", "$1s");
  }

  /** A program that is printed connects, and takes a config. */
  void assertThatItTakesAConfig(Scheme scheme, List<String> command) {
    api.config("snippet", "receivers: {otlp: {}}\n");
    api.target("snippet", "service.name", "checkout");
    Path log = folder.resolve("agent.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put(VARIABLE, TOKEN);
    Process agent = null;
    try {
      agent = builder.start();
      await(log.toString()).until(() -> api.agents("service.name", "checkout").size() == 1);
      await(log.toString()).until(() -> OperatorApi.configStatus(checkout()).equals("APPLIED"));
      JsonNode shown = checkout();
      assertThat(shown.path("transport").asText()).isEqualTo(scheme.transport());
      assertThat(shown.at("/attributes/deployment.environment.name").asText()).isEqualTo("prod");
      await(log.toString())
          .until(() -> Files.readString(log).contains("config collector.yaml has"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(printed(log) + "\n" + server.log(), e);
    } finally {
      if (agent != null) {
        agent.destroyForcibly();
      }
    }
  }

  private JsonNode checkout() {
    return api.agents("service.name", "checkout").getFirst();
  }

  private static String printed(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    api.close();
    server.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
