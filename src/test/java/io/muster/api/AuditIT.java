package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.audit.Checkpoint;
import io.muster.audit.CheckpointVerifier;
import io.muster.audit.LogCheck;
import io.muster.audit.SignedNotes;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The audit log of a packaged server: what is in it, and that it is whole after a kill. */
class AuditIT {

  private static final Duration LOGGED = Duration.ofSeconds(30);

  private final MusterProcess server = MusterProcess.server().start();
  private final OperatorClient api = server.operator();

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  private static List<String> entries(OperatorClient client, String query) {
    List<String> found = new ArrayList<>();
    for (JsonNode each : client.get("/api/v1/audit" + query).json().path("items")) {
      found.add(
          String.join(
              " ",
              each.path("who").asText(),
              each.path("token").asText("-"),
              each.path("verb").asText(),
              each.path("object").asText(),
              each.path("result").asText(),
              each.path("status").asText("-"),
              each.path("now").asText("-")));
    }
    return found;
  }

  private static List<String> awaitEntries(OperatorClient client, String query, int most) {
    await().atMost(LOGGED).until(() -> entries(client, query).size() >= most);
    return entries(client, query);
  }

  private String token(String operator, boolean readOnly) {
    assertThat(
            api.putJson(
                    "/api/v1/operators/" + operator,
                    "{\"kind\": \"person\", \"readOnly\": " + readOnly + "}")
                .status())
        .isEqualTo(201);
    Answer made = api.post("/api/v1/operators/" + operator + "/tokens", "{\"name\": \"laptop\"}");
    return made.json().path("token").asText();
  }

  @Test
  void changesAndRefusalsAreInTheLogWithWhoAndHow() {
    String viewer = token("victor", true);
    Answer put = api.putConfig("prod", "receivers: {}\n");
    assertThat(put.status()).isEqualTo(201);
    assertThat(api.putConfig("prod", "a: [").status()).isEqualTo(422);
    api.post("/api/v1/plan", "{\"manifests\": []}"); // Computes only.
    api.get("/api/v1/configs/prod");
    assertThat(api.get("/api/v1/export").status()).isEqualTo(200);
    try (OperatorClient victor = OperatorClient.at(server.operatorPort(), viewer)) {
      assertThat(victor.delete("/api/v1/configs/prod").status()).isEqualTo(403);
      assertThat(victor.get("/api/v1/backup").status()).isEqualTo(403);
    }
    String hash = put.json().path("hash").asText();
    assertThat(awaitEntries(api, "", 7))
        .containsExactly(
            "victor laptop GET backup refused 403 -",
            "victor laptop DELETE configs/prod refused 403 -",
            "operator - GET export done 200 -",
            "operator - PUT configs/prod refused 422 -",
            "operator - PUT configs/prod done 201 prod@1 sha256:" + hash,
            "operator - POST operators/victor/tokens done 201 token laptop of victor",
            "operator - PUT operators/victor done 201 ETag \"1\"");
    assertThat(server.log()).doesNotContain(viewer);
    assertThat(api.get("/api/v1/audit/lines").body()).doesNotContain(viewer);
    assertThat(entries(api, "?who=victor&verb=DELETE&result=refused&object=prod")).hasSize(1);
    assertThat(entries(api, "?until=2020-01-01T00:00:00Z")).isEmpty();
    assertThat(api.get("/api/v1/audit?result=good").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/audit?since=yesterday").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/audit?cursor=x").status()).isEqualTo(400);
    assertThat(api.get("/api/v1/audit/7000/proof").status()).isEqualTo(404);
    assertThat(api.get("/api/v1/audit/lines?size=7000").status()).isEqualTo(400);
  }

  /** A server that is killed after each answer: what it acknowledged is there, in a whole log. */
  @Test
  void everyAcknowledgedChangeHasItsEntryThoughTheServerIsKilled() throws IOException {
    int kills = 3;
    for (int i = 0; i < kills; i++) {
      try (OperatorClient client = server.operator()) {
        Answer put = client.putConfig("c" + i, "receivers: {}\n");
        assertThat(put.status()).isEqualTo(201);
      }
      server.kill();
      server.startAgain();
    }
    try (OperatorClient client = server.operator()) {
      awaitEntries(client, "?verb=PUT", kills);
      CheckpointVerifier key = CheckpointVerifier.parse(client.get("/api/v1/audit/key").body());
      Checkpoint newest = key.open(client.get("/api/v1/audit/checkpoint").body());
      String lines = client.get("/api/v1/audit/lines?size=" + newest.size()).body();
      Path file = server.data().resolve("audit-checkpoints");
      await().atMost(LOGGED).until(() -> Files.exists(file));
      List<Checkpoint> kept =
          new ArrayList<>(SignedNotes.of(Files.readString(file)).stream().map(key::open).toList());
      assertThat(kept).isNotEmpty();
      kept.add(newest);
      LogCheck check = new LogCheck(kept);
      lines.lines().forEach(check::line);
      assertThat(check.end()).isEqualTo(new LogCheck.Finding.Whole(newest.size(), newest.size()));
      for (int i = 0; i < kills; i++) {
        assertThat(lines).contains("\"object\":\"configs/c" + i + "\"");
      }
    }
  }
}
