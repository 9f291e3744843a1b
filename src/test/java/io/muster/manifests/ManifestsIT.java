package io.muster.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pods of deploy/kubernetes run: each container's command, variables, volumes and probes are
 * taken from the manifest, Secrets are resolved, and the packaged server does with them what
 * docs/operate/kubernetes.md promises.
 */
class ManifestsIT {

  private static final String AGENTS = "the-token-of-all-agents-0001";
  private static final String OPERATORS = "the-token-of-an-operator-0001";

  @TempDir Path folder;
  private Namespace namespace;

  @BeforeEach
  void secrets() {
    // Names are resolved by an option of the JVM.
    assumeFalse(MusterProcess.isNative());
    namespace =
        new Namespace(folder)
            .with("muster-agents", "token", AGENTS)
            .with("muster-operators", "operator-token", OPERATORS);
  }

  @Test
  void oneInstanceOnItsVolume() throws Exception {
    namespace.host("muster-agents", "127.0.17.1");
    var owner = Manifest.read("sqlite.yaml").one("StatefulSet", "muster");
    try (var pod = new Pod(owner, "muster-0", "127.0.17.1", namespace).start()) {
      assertReady(pod);
      assertThat(agentPort(pod, "wrong")).isEqualTo(401);
      assertThat(agentPort(pod, AGENTS)).isEqualTo(200);
      String token = Files.readString(pod.volume("data").resolve("operator-token")).strip();
      assertThat(agents(pod, token)).isEqualTo(1);

      assertLoaded(job());

      assertThat(pod.stop()).isIn(0, 143);
      assertThat(pod.log()).doesNotContain("level=ERROR");
      pod.start();
      assertReady(pod);
      assertThat(agents(pod, token)).as("agents after a restart on the same volume").isEqualTo(51);
    }
  }

  /** Six processes with real ports: CI's long form has them ({@code .ci/long kubernetes}). */
  @Test
  @EnabledIfSystemProperty(named = "muster.manifests.pods", matches = "[1-3]")
  void instancesOnServersOfInfinispan() throws Exception {
    var servers = Manifest.read("infinispan.yaml");
    for (var entry : servers.one("ConfigMap", "muster-infinispan").path("data").properties()) {
      namespace.with("muster-infinispan", entry.getKey(), entry.getValue().asText());
    }
    ServerKeys.make(folder, "muster-infinispan")
        .forEach((key, value) -> namespace.with("muster-infinispan", key, value));
    int number = Integer.getInteger("muster.manifests.pods", 3);
    for (int i = 0; i < 3; i++) {
      String name = "muster-infinispan-" + i;
      namespace.host(name + ".muster-infinispan", "127.0.17." + (10 + i));
    }
    var infinispan = servers.one("StatefulSet", "muster-infinispan");
    var muster = servers.one("StatefulSet", "muster");
    assertThat(infinispan.at("/spec/replicas").asInt()).isEqualTo(3);
    List<Pod> pods = new ArrayList<>();
    try {
      for (int i = 0; i < number; i++) {
        pods.add(
            new Pod(infinispan, "muster-infinispan-" + i, "127.0.17." + (10 + i), namespace)
                .start());
      }
      for (var pod : pods) {
        assertThat(pod.probe("startupProbe")).as(pod::log).isTrue();
        assertThat(pod.probe("readinessProbe")).as(pod::log).isTrue();
        assertThat(pod.probe("livenessProbe")).as(pod::log).isTrue();
      }
      // They have found each other by the names that pods have.
      String together = "(" + number + ") [";
      assertThat(pods).as("one cluster of " + number).allMatch(pod -> pod.log().contains(together));
      List<Pod> instances = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        var pod = new Pod(muster, "muster-" + i, "127.0.17." + (20 + i), namespace).start();
        pods.add(pod);
        instances.add(pod);
      }
      for (var pod : instances) {
        assertReady(pod);
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(pod.volume("data").resolve("operator-token"))))
            .isEqualTo("rw-------");
        assertThat(pod.log()).doesNotContain("token_readable_by_others");
      }
      assertThat(agentPort(instances.getFirst(), AGENTS)).isEqualTo(200);
      // A list knows of an agent that came elsewhere after a second or two.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> agents(instances.getLast(), OPERATORS) == 1);
      for (var pod : instances) {
        assertThat(pod.stop()).isIn(0, 143);
      }
    } finally {
      pods.forEach(Pod::close);
    }
  }

  @Test
  void aPodWithoutItsSecretIsNotStarted() {
    var owner = Manifest.read("sqlite.yaml").one("StatefulSet", "muster");
    var pod = new Pod(owner, "muster-0", "127.0.17.2", new Namespace(folder));
    assertThatThrownBy(pod::start)
        .isInstanceOf(Namespace.MissingObject.class)
        .hasMessageContaining("muster-agents");
  }

  /** The Job of simulate.yaml, with fewer agents and less time. */
  private static JsonNode job() {
    JsonNode job = Manifest.read("simulate.yaml").all("Job").getFirst();
    ArrayNode args = (ArrayNode) job.at("/spec/template/spec/containers/0/args");
    replace(args, "--agents=1000", "--agents=50");
    replace(args, "--duration=5m", "--duration=2s");
    return job;
  }

  static void replace(ArrayNode args, String from, String to) {
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i).asText().equals(from)) {
        args.set(i, args.textNode(to));
        return;
      }
    }
    throw new AssertionError(from + " is not in " + args);
  }

  private void assertLoaded(JsonNode job) throws Exception {
    try (var pod = new Pod(job, "muster-simulate", "127.0.17.3", namespace).start()) {
      assertThat(pod.process().waitFor(90, TimeUnit.SECONDS)).as(pod::log).isTrue();
      assertThat(pod.process().exitValue()).as(pod::log).isZero();
      // Progress on standard error comes before it.
      String log = pod.log();
      JsonNode report = new ObjectMapper().readTree(log.substring(log.indexOf("\n{") + 1));
      JsonNode connections = report.path("connections");
      assertThat(connections.path("attempts").asInt()).as(report::toPrettyString).isEqualTo(50);
      assertThat(connections.path("failed").asInt(-1)).as(report::toPrettyString).isZero();
      assertThat(connections.path("refused").size()).as(report::toPrettyString).isZero();
    }
  }

  static void assertReady(Pod pod) throws InterruptedException {
    assertThat(pod.probe("startupProbe")).as(pod::log).isTrue();
    assertThat(pod.probe("livenessProbe")).as(pod::log).isTrue();
    assertThat(pod.probe("readinessProbe")).as(pod::log).isTrue();
  }

  private static int agents(Pod pod, String token) {
    URI at = URI.create("http://" + pod.address() + ":" + port(pod, "operators"));
    try (var operator = OperatorClient.of(() -> at, () -> token)) {
      return operator.get("/api/v1/agents?limit=500").json().path("items").size();
    }
  }

  /** The status of a report of one agent, over plain HTTP. */
  private static int agentPort(Pod pod, String token) throws Exception {
    URI at = URI.create("http://" + pod.address() + ":" + port(pod, "agents") + "/v1/opamp");
    // instance_uid of 16 bytes: field 1, wire type 2.
    byte[] report = "\n\u00100123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(at)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/x-protobuf")
              .POST(BodyPublishers.ofByteArray(report))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static int port(Pod pod, String name) {
    return pod.container()
        .path("ports")
        .valueStream()
        .filter(port -> port.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow()
        .path("containerPort")
        .asInt();
  }
}
