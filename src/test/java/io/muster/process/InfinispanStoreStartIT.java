package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.cli.cluster.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server on Infinispan: starts before its store, and finds it. */
class InfinispanStoreStartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void itStartsWithoutItsStoreRefusesAgentsAndGoesOnWhenTheStoreIsThere(@TempDir Path folder)
      throws Exception {
    var infinispan =
        new InfinispanServers(
            folder, InfinispanJars.classPath(), InfinispanJars.archive(), Ports.free(1));
    try (var server =
        MusterProcess.server()
            .arguments(
                "--agent-port",
                "0",
                "--operator-port",
                "0",
                "--store",
                "infinispan",
                "--infinispan",
                infinispan.hosts())
            .start()) {
      assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
      HttpResponse<String> refused =
          http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + server.agentPort() + "/v1/opamp"))
                  .header("Content-Type", "application/x-protobuf")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[0]))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("the server waits for its store");
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(get(server, "/api/v1/agents").statusCode()).isEqualTo(503);

      Child child = infinispan.start(0);
      try {
        infinispan.await(child);
        await().atMost(PATIENCE).until(() -> get(server, "/readyz").statusCode() == 200);
        await().atMost(PATIENCE).until(() -> get(server, "/api/v1/agents").statusCode() == 200);
        assertThat(put(server, "receivers: {}\n").statusCode()).isIn(200, 201);
        assertThat(get(server, "/api/v1/configs/prod").body()).contains("\"revision\":1");
      } finally {
        child.kill();
      }
    }
  }

  private HttpResponse<String> put(MusterProcess server, String yaml)
      throws IOException, InterruptedException {
    return http.send(
        request(server, "/api/v1/configs/prod")
            .header("Content-Type", "application/yaml")
            .PUT(HttpRequest.BodyPublishers.ofString(yaml))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(MusterProcess server, String path)
      throws IOException, InterruptedException {
    return http.send(request(server, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(MusterProcess server, String path) {
    return HttpRequest.newBuilder(server.operatorEndpoint().resolve(path))
        .header("Authorization", "Bearer " + server.token());
  }
}
