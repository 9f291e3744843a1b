package io.muster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpConfigMapApiTest {

  private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

  private final FakeApiServer server = new FakeApiServer();
  private ConfigMapApi api;

  @BeforeEach
  void connect(@TempDir Path folder) throws IOException {
    api =
        ApiServerAccess.of(
            Config.fromKubeconfig(server.kubeconfig(folder).toFile()),
            "muster.io/config=true",
            Duration.ofSeconds(5),
            () -> NOW);
  }

  @AfterEach
  void close() {
    api.close();
    server.close();
  }

  @Test
  void aKubeconfigSaysWhereAndWhichNamespace() {
    assertThat(api.ownNamespaces()).containsExactly("telemetry");
  }

  @Test
  void allPagesOfAListHaveTextAndBinaryData() {
    for (int i = 0; i < 45; i++) {
      server.put("m" + i, Map.of("muster.io/target", "t"), Map.of("a.yaml", "ä: 1"));
    }
    server.put("z", Map.of(), Map.of(), Map.of("b.bin", new byte[] {0, -1}));

    List<SourceConfigMap> all = new ArrayList<>();
    String from = "";
    do {
      ConfigMapApi.Page page = api.list("telemetry", from);
      all.addAll(page.items());
      from = page.next();
    } while (!from.isEmpty());

    assertThat(all).hasSize(46);
    assertThat(all.getFirst().annotations()).containsEntry("muster.io/target", "t");
    assertThat(all.getFirst().files()).containsEntry("a.yaml", ByteString.copyFromUtf8("ä: 1"));
    assertThat(all.getLast().files())
        .containsEntry("b.bin", ByteString.copyFrom(new byte[] {0, -1}));
    assertThat(all.getLast().binary()).containsExactly("b.bin");
    assertThat(server.requests())
        .allMatch(r -> r.contains("labelSelector=muster.io%2Fconfig%3Dtrue"));
  }

  @Test
  void oneIsFoundByItsName() {
    server.put("a", Map.of(), Map.of("a.yaml", "a: 1"));
    server.put("b", Map.of(), Map.of("a.yaml", "a: 1"));

    assertThat(api.get(new ConfigMapKey("telemetry", "b")))
        .map(SourceConfigMap::key)
        .contains(new ConfigMapKey("telemetry", "b"));
    assertThat(api.get(new ConfigMapKey("telemetry", "c"))).isEmpty();
  }

  @Test
  void aWatchTellsEverythingInOrderUntilItEnds() throws Exception {
    BlockingQueue<ConfigMapChange> changes = new LinkedBlockingQueue<>();
    try (ConfigMapApi.Watching watching = api.watch("telemetry", "100", changes::add)) {
      assertThat(watching).isNotNull();
      awaitWatch();
      server.put("a", Map.of(), Map.of("a.yaml", "x".repeat(1 << 20)));
      server.bookmark();
      server.delete("a");
      server.expire();

      assertThat(next(changes)).isInstanceOf(ConfigMapChange.Put.class);
      assertThat(next(changes)).isEqualTo(new ConfigMapChange.Bookmark("102"));
      assertThat(next(changes))
          .isEqualTo(new ConfigMapChange.Gone(new ConfigMapKey("telemetry", "a"), "103"));
      assertThat(next(changes)).isEqualTo(new ConfigMapChange.Expired("too old resource version"));
    }
    assertThat(server.requests().getLast())
        .contains("allowWatchBookmarks=true", "resourceVersion=100", "timeoutSeconds=300");
  }

  @Test
  void aWatchThatTheServerDropsEnds() throws Exception {
    BlockingQueue<ConfigMapChange> changes = new LinkedBlockingQueue<>();
    try (ConfigMapApi.Watching watching = api.watch("telemetry", "100", changes::add)) {
      assertThat(watching).isNotNull();
      awaitWatch();
      server.drop();
      assertThat(next(changes)).isInstanceOf(ConfigMapChange.Ended.class);
    }
  }

  @Test
  void aWatchThatIsClosedTellsNothing() throws Exception {
    BlockingQueue<ConfigMapChange> changes = new LinkedBlockingQueue<>();
    ConfigMapApi.Watching watching = api.watch("telemetry", "100", changes::add);
    awaitWatch();
    watching.close();
    server.put("a", Map.of(), Map.of());
    assertThat(changes.poll(200, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void aStatusIsWrittenAndOneThatIsGoneIsNoError() {
    server.put("a", Map.of("keep", "me"), Map.of());
    api.writeStatus(new ConfigMapKey("telemetry", "a"), "{\"state\":\"applied\"}");
    api.writeStatus(new ConfigMapKey("telemetry", "b"), "{}");

    assertThat(server.status("a")).isEqualTo("{\"state\":\"applied\"}");
    assertThat(api.get(new ConfigMapKey("telemetry", "a")).orElseThrow().annotations())
        .containsEntry("keep", "me");
  }

  @Test
  void anEventNamesTheConfigMap() {
    server.put("a", Map.of(), Map.of());
    api.tell(api.get(new ConfigMapKey("telemetry", "a")).orElseThrow(), true, "Refused", "why");

    assertThat(server.events())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.at("/involvedObject/name").asText()).isEqualTo("a");
          assertThat(event.at("/type").asText()).isEqualTo("Warning");
          assertThat(event.at("/reason").asText()).isEqualTo("Refused");
          assertThat(event.at("/firstTimestamp").asText()).isEqualTo("2026-12-01T00:00:00Z");
        });
  }

  @Test
  void aRefusalSaysWhyAndWhenToComeBack() {
    server.answer(
        what -> new FakeApiServer.Answer(429, Map.of("Retry-After", "7"), "Too many requests"));
    assertThatThrownBy(() -> api.list("telemetry", ""))
        .isInstanceOfSatisfying(
            ApiFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(429);
              assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7));
            });
    assertThat(server.requests()).as("tries are counted by the source").hasSize(1);

    server.answer(what ->
        new FakeApiServer.Answer(
            403, Map.of(), "{\"kind\":\"Status\",\"message\":\"configmaps is forbidden\"}"));
    assertThatThrownBy(() -> api.watch("telemetry", "1", change -> {}))
        .hasMessageContaining("configmaps is forbidden")
        .hasMessageContaining("the service account needs get, list, watch and patch")
        .hasMessageNotContaining("secret-token");

    server.answer(what -> new FakeApiServer.Answer(410, Map.of(), "{\"message\":\"old\"}"));
    assertThatThrownBy(() -> api.watch("telemetry", "1", change -> {}))
        .isInstanceOfSatisfying(ApiFailure.class, e -> assertThat(e.expired()).isTrue());
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    server.close();
    assertThatThrownBy(() -> api.list("telemetry", ""))
        .isInstanceOf(ApiFailure.class)
        .hasMessageContaining(server.url() + " cannot be reached");
  }

  private void awaitWatch() {
    org.awaitility.Awaitility.await().until(() -> server.watching() == 1);
  }

  private static ConfigMapChange next(BlockingQueue<ConfigMapChange> changes)
      throws InterruptedException {
    ConfigMapChange change = changes.poll(10, TimeUnit.SECONDS);
    assertThat(change).isNotNull();
    return change;
  }
}
