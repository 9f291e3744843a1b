package io.muster.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.packaging.Compose;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What compose.yaml starts, without an engine: the server with its environment, the simulated
 * agents by their command, a real collector by its file; the folder of secrets stands in for the
 * mounts.
 */
class ComposeIT {

  private static final UUID COLLECTOR = UUID.fromString("0190e0a2-0000-7000-8000-00000000c0de");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private String secretsHere(String text) {
    return text.replace(Compose.SECRETS, folder.resolve("secrets") + "/");
  }

  private MusterProcess.Launch server() throws IOException {
    Files.copy(Compose.FOLDER.resolve("secrets.sh"), folder.resolve("secrets.sh"));
    Installation.run(folder, List.of("sh", "secrets.sh"));
    // As the image has it, so that a token is asked for.
    MusterProcess.Launch server = MusterProcess.server().with("muster.agents.host", "0.0.0.0");
    Compose.read()
        .environment("muster")
        .forEach((name, value) -> server.environment(name, secretsHere(value)));
    return server;
  }

  @Test
  void theSimulatedAgentsConnect() throws IOException, InterruptedException {
    try (MusterProcess server = server().start();
        OperatorApi api = new OperatorApi(server)) {
      List<String> command = new ArrayList<>(MusterProcess.command("-Xmx256m"));
      Compose.read().command("agents").stream()
          .map(word -> secretsHere(word).replace("muster:4320", "127.0.0.1:" + server.agentPort()))
          .forEach(command::add);
      Path log = folder.resolve("agents.log");
      Process agents =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        await(log.toString())
            .atMost(PATIENCE)
            .until(() ->
                api.get("/api/v1/agents?status=connected&limit=1").json().path("total").asInt()
                    == 200);
      } finally {
        agents.destroy();
        agents.waitFor();
      }
    }
  }

  @Test
  void theCollectorIsSeen() throws IOException {
    int metrics;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      metrics = free.getLocalPort();
    }
    try (MusterProcess server = server().start();
        OperatorApi api = new OperatorApi(server)) {
      String config =
          secretsHere(Files.readString(Compose.FOLDER.resolve("collector.yaml")))
              .replace("muster:4320", "127.0.0.1:" + server.agentPort())
              .replaceAll("0\\.0\\.0\\.0:\\d+", "127.0.0.1:0")
              .replace("host: 0.0.0.0, port: 8888", "host: 127.0.0.1, port: " + metrics);
      try (CollectorProcess collector = CollectorProcess.alone(config).start()) {
        JsonNode shown = api.await(COLLECTOR, PATIENCE, OperatorApi::complete);
        assertThat(shown.at("/attributes/deployment.environment.name").asText())
            .as("%s", collector)
            .isEqualTo("compose");
        assertThat(shown.path("transport").asText()).isEqualTo("websocket");
        assertThat(shown.at("/effectiveConfig/files").toString())
            .as("what it was given as a secret")
            .contains("memory_limiter")
            .doesNotContain(Files.readString(folder.resolve("secrets/agents-token")));
      }
    }
  }
}
