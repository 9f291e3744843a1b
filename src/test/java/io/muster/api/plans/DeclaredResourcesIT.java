package io.muster.api.plans;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.operator.Answer;
import io.muster.operator.DeclaredResource;
import io.muster.operator.DeclaredResource.State;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What a Terraform provider does with each kind, against the packaged server. */
class DeclaredResourcesIT {

  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final OperatorClient API = SERVER.operator();

  private static final String CONFIG =
      "{\"files\": {\"collector.yaml\": {\"body\": \"receivers: {}\\n\", \"contentType\":"
          + " \"text/yaml\"}}, \"comment\": \"%s\"}";

  @AfterAll
  static void stop() {
    API.close();
    SERVER.close();
  }

  private static DeclaredResource resource(String path) {
    return new DeclaredResource(List.of(API), "/api/v1/" + path, "application/json");
  }

  private static void lives(String path, String first, String second) {
    DeclaredResource.live(List.of(API), "/api/v1/" + path, first, second);
  }

  @Test
  void configs() {
    lives(
        "configs/declared",
        CONFIG.formatted("one"),
        CONFIG.formatted("two").replace("receivers", "exporters"));
  }

  @Test
  void targets() {
    API.putConfig("of-target", "receivers: {}\n").expecting(200, 201);
    lives(
        "targets/declared",
        "{\"selector\": {\"declared\": \"yes\"}, \"config\": \"of-target\", \"weight\": 30}",
        "{\"selector\": {\"declared\": \"no\"}, \"config\": \"of-target\", \"weight\": 30}");
    assertThat(API.get("/api/v1/targets/declared/revisions").expecting(200).json().path("items"))
        .as("the history outlives it")
        .hasSize(4);
  }

  @Test
  void connectionSettingsOfWhichTheSecretIsKept() {
    String body =
        "{\"selector\": {\"declared\": \"%s\"}, \"opamp\": {\"endpoint\": \"wss://example.com/v1\","
            + " \"headers\": {\"authorization\": \"%s\"}}}";
    DeclaredResource mine = resource("connection-settings/declared");
    State created = mine.create(body.formatted("yes", "Bearer t"));
    assertThat(created.has(body.formatted("yes", "(secret)"))).isTrue();
    assertThat(mine.update(created, body.formatted("yes", "(secret)"))).isEqualTo(200);
    assertThat(mine.read()).as("nothing was changed").contains(created);
    lives(
        "connection-settings/other",
        body.formatted("yes", "x").replace("\"authorization\"", "\"x-team\""),
        body.formatted("no", "x").replace("\"authorization\"", "\"x-team\""));
    assertThat(resource("connection-settings/fresh").tryCreate(body.formatted("a", "(secret)")))
        .as("there is no value here that it could stand for")
        .isEqualTo(400);
    assertThat(mine.delete(created)).isEqualTo(204);
  }

  @Test
  void aSecretThatAnotherServerHidIsRefusedByPutAndManifest() {
    String body =
        "{\"selector\": {\"declared\": \"foreign\"}, \"origin\": \"another-server\", \"opamp\": {"
            + "\"endpoint\": \"wss://example.com/v1\", \"headers\": {\"x-team\": \"(secret)\"}}}";
    DeclaredResource mine = resource("connection-settings/foreign");
    State created = mine.create(body.replace("(secret)", "value"));
    assertThat(mine.update(created, body)).isEqualTo(400);
    String manifests =
        "{\"manifests\": [{\"kind\": \"connection-settings\", \"name\": \"foreign\", \"spec\": "
            + body
            + "}]}";
    for (String path : List.of("/api/v1/plan", "/api/v1/apply")) {
      Answer answer = API.post(path, manifests);
      assertThat(answer.body()).as(path).contains("another server");
    }
    assertThat(mine.read()).contains(created);
    assertThat(mine.delete(created)).isEqualTo(204);
  }
}
