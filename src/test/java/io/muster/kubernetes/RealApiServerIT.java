package io.muster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real API server answers a service account that has the shipped Role and nothing else. Is
 * skipped where none was built.
 */
class RealApiServerIT {

  private static final String MAPS = "/api/v1/namespaces/telemetry/configmaps";
  private static final String JSON = "application/json";

  @Test
  void theShippedRoleIsEnoughAndNoMore(@TempDir Path folder) throws Exception {
    try (RealApiServer server = RealApiServer.start(folder)) {
      for (String namespace : List.of("muster", "telemetry", "other")) {
        server.done(
            "POST",
            "/api/v1/namespaces",
            JSON,
            "{\"metadata\": {\"name\": \"%s\"}}".formatted(namespace));
      }
      server.done(
          "POST",
          "/api/v1/namespaces/muster/serviceaccounts",
          JSON,
          "{\"metadata\": {\"name\": \"muster\"}}");
      role(server);
      Path kubeconfig = server.kubeconfig(folder, "muster", "muster");
      try (ConfigMapApi api =
          ApiServerAccess.of(
              Config.fromKubeconfig(kubeconfig.toFile()),
              "muster.io/config=true",
              Duration.ofSeconds(20),
              InstantSource.system())) {
        lists(server, api);
        watches(server, api);
        writes(server, api);
        assertThatThrownBy(() -> api.list("other", ""))
            .isInstanceOfSatisfying(ApiFailure.class, e -> assertThat(e.code()).isEqualTo(403))
            .hasMessageContaining("system:serviceaccount:muster:muster");
        assertThatThrownBy(() -> api.watch("other", "1", change -> {}))
            .isInstanceOfSatisfying(ApiFailure.class, e -> assertThat(e.code()).isEqualTo(403));
      }
    }
  }

  /** As it is shipped. */
  private static void role(RealApiServer server) throws Exception {
    String[] objects =
        Files.readString(Path.of("deploy/kubernetes/configmap-source-rbac.yaml")).split("---\n", 2);
    for (String object : objects) {
      String kind = object.contains("kind: RoleBinding") ? "rolebindings" : "roles";
      server.done(
          "PATCH",
          "/apis/rbac.authorization.k8s.io/v1/namespaces/telemetry/"
              + kind
              + "/muster-configmap-source?fieldManager=it&fieldValidation=Strict",
          "application/apply-patch+yaml",
          object);
    }
  }

  private static String map(String name, String label, String data) {
    return """
    {"metadata": {"name": "%s", "labels": {"muster.io/config": "%s"}},
     "data": {"a.yaml": "%s"}, "binaryData": {"b.bin": "AP8="}}
    """
        .formatted(name, label, data);
  }

  private static void lists(RealApiServer server, ConfigMapApi api) throws Exception {
    for (int i = 0; i < 25; i++) {
      server.done("POST", MAPS, JSON, map("m" + i, "true", "a: " + i));
    }
    server.done("POST", MAPS, JSON, map("not", "false", "a: 1"));
    List<SourceConfigMap> all = new ArrayList<>();
    String from = "";
    do {
      ConfigMapApi.Page page = api.list("telemetry", from);
      all.addAll(page.items());
      from = page.next();
    } while (!from.isEmpty());
    assertThat(all).hasSize(25);
    assertThat(all.getFirst().files())
        .containsEntry("a.yaml", ByteString.copyFromUtf8("a: 0"))
        .containsEntry("b.bin", ByteString.copyFrom(new byte[] {0, -1}));
    assertThat(api.get(new ConfigMapKey("telemetry", "m7"))).isPresent();
    assertThat(api.get(new ConfigMapKey("telemetry", "not"))).isEmpty();
  }

  private static void watches(RealApiServer server, ConfigMapApi api) throws Exception {
    BlockingQueue<ConfigMapChange> changes = new LinkedBlockingQueue<>();
    String version = api.list("telemetry", "").resourceVersion();
    try (ConfigMapApi.Watching watching = api.watch("telemetry", version, changes::add)) {
      assertThat(watching).isNotNull();
      server.done("POST", MAPS, JSON, map("new", "true", "a: 1"));
      assertThat(next(changes)).isInstanceOf(ConfigMapChange.Put.class);
      String unlabel = "{\"metadata\": {\"labels\": {\"muster.io/config\": \"no\"}}}";
      server.done("PATCH", MAPS + "/new", "application/merge-patch+json", unlabel);
      assertThat(next(changes))
          .isInstanceOfSatisfying(
              ConfigMapChange.Gone.class, gone -> assertThat(gone.key().name()).isEqualTo("new"));
      server.done("DELETE", MAPS + "/m1", JSON, "");
      assertThat(next(changes))
          .isInstanceOfSatisfying(
              ConfigMapChange.Gone.class, gone -> assertThat(gone.key().name()).isEqualTo("m1"));
    }
  }

  private static void writes(RealApiServer server, ConfigMapApi api) throws Exception {
    ConfigMapKey key = new ConfigMapKey("telemetry", "m2");
    api.writeStatus(key, "{\"state\":\"applied\"}");
    SourceConfigMap map = api.get(key).orElseThrow();
    assertThat(map.annotations()).containsEntry(Annotations.STATUS, "{\"state\":\"applied\"}");
    api.writeStatus(new ConfigMapKey("telemetry", "gone"), "{}");
    api.tell(map, true, "Refused", "a.yaml:1:1: no");
    assertThat(
            server
                .done("GET", "/api/v1/namespaces/telemetry/events", JSON, "")
                .at("/items/0/message")
                .asText())
        .isEqualTo("a.yaml:1:1: no");
  }

  private static ConfigMapChange next(BlockingQueue<ConfigMapChange> changes)
      throws InterruptedException {
    ConfigMapChange change = changes.poll(20, TimeUnit.SECONDS);
    assertThat(change).isNotNull();
    return change;
  }
}
