package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Named operators and their tokens (SEMANTICS 37) through the API of the packaged server. */
class OperatorsIT {

  private static final String ADA = "/api/v1/operators/ada";

  private final MusterProcess server =
      MusterProcess.server().with("muster.operators.tokens.max-lifetime", "400d").start();
  private final OperatorClient first = server.operator();

  @AfterEach
  void stop() {
    first.close();
    server.close();
  }

  private OperatorClient as(String token) {
    return OperatorClient.at(server.operatorPort(), token);
  }

  private static Answer expecting(int status, Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private static String token(OperatorClient api, String operator, String name, String expires) {
    Answer made =
        expecting(
            201,
            api.post(
                "/api/v1/operators/" + operator + "/tokens",
                "{\"name\": \"" + name + "\", \"expires\": \"" + expires + "\"}"));
    assertThat(made.header("Cache-Control")).isEqualTo("no-store");
    return made.json().path("token").asText();
  }

  @Test
  void aTokenIsMadeUsedRotatedAndRevokedAndItsOperatorIsTheAuthor() {
    Answer made = expecting(201, first.putJson(ADA, "{\"displayName\": \"Ada\"}"));
    assertThat(made.header("ETag")).contains("\"1\"");
    assertThat(made.json().path("createdBy").asText()).isEqualTo("operator");
    String laptop = token(first, "ada", "laptop", "P30D");
    assertThat(laptop).matches("muster_op_[0-9A-Za-z]{49}");

    try (OperatorClient ada = as(laptop)) {
      JsonNode me = ada.get("/api/v1/whoami").json();
      assertThat(me.path("name").asText()).isEqualTo("ada");
      assertThat(me.path("token").path("name").asText()).isEqualTo("laptop");
      assertThat(me.path("token").path("expiresAt").asText()).endsWith("Z");

      // The first named admin: the token of the data folder is over
      Answer ended = expecting(401, first.get("/api/v1/whoami"));
      assertThat(ended.json().path("detail").asText())
          .contains("token of the data folder has ended", "keep-bootstrap-token=true");

      authorsAreNames(ada);
      lastUseIsShown(ada);
      whatIsWrongIsRefused(ada);

      Answer rotated =
          expecting(201, ada.post(ADA + "/tokens/laptop/rotate", "{\"overlap\": \"PT1H\"}"));
      String second = rotated.json().path("token").asText();
      assertThat(rotated.json().path("name").asText()).isEqualTo("laptop-2");
      expecting(200, ada.get("/api/v1/whoami"));
      try (OperatorClient next = as(second)) {
        expecting(200, next.get("/api/v1/whoami"));
        Answer revoked = expecting(200, next.delete(ADA + "/tokens/laptop"));
        assertThat(revoked.json().path("state").asText()).isEqualTo("revoked");
        assertThat(revoked.json().has("warnings")).isFalse();
        Answer gone = expecting(401, ada.get("/api/v1/whoami"));
        assertThat(gone.json().path("detail").asText()).contains("was revoked", "by 'ada'");
        assertThat(gone.header("WWW-Authenticate")).contains("Bearer realm=\"muster\"");

        Answer last = expecting(200, next.delete(ADA + "/tokens/laptop-2"));
        assertThat(last.json().path("warnings").path(0).asText()).contains("muster token recover");
      }
      assertThat(server.log())
          .contains("event=token_revoked operator=ada token=laptop author=ada")
          .contains("event=operator_token_refused address=127.0.0.1")
          .contains("reason=revoked operator=ada token=laptop")
          .contains("reason=bootstrap_ended")
          .doesNotContain(laptop)
          .doesNotContain(second)
          .doesNotContain(laptop.substring(10, 40));
    }
  }

  private static void authorsAreNames(OperatorClient ada) {
    expecting(201, ada.putConfig("prod", "receivers: {}\n"));
    assertThat(ada.get("/api/v1/configs/prod").json().path("author").asText()).isEqualTo("ada");
    expecting(
        201, ada.putJson("/api/v1/targets/prod", "{\"selector\": {}, \"config\": \"prod@1\"}"));
    assertThat(ada.get("/api/v1/targets/prod").json().path("changedBy").asText()).isEqualTo("ada");
    Answer freeze = ada.post("/api/v1/freeze", "{\"reason\": \"x\", \"selector\": \"a=b\"}");
    assertThat(expecting(201, freeze).json().path("by").asText()).isEqualTo("ada");
    assertThat(ada.get(ADA + "/tokens").json().path("items").path(0).path("createdBy").asText())
        .isEqualTo("operator");
  }

  private static void lastUseIsShown(OperatorClient ada) {
    JsonNode used = ada.get(ADA + "/tokens/laptop").json().path("lastUsed");
    assertThat(used.path("address").asText()).isEqualTo("127.0.0.1");
  }

  private static void whatIsWrongIsRefused(OperatorClient ada) {
    for (String expires : List.of("P401D", "never", "PT0S", "-P1D", "P99999999D")) {
      String body = "{\"name\": \"x\", \"expires\": \"" + expires + "\"}";
      expecting(400, ada.post(ADA + "/tokens", body));
    }
    expecting(400, ada.post(ADA + "/tokens", "{}"));
    expecting(409, ada.post(ADA + "/tokens", "{\"name\": \"laptop\"}"));
    expecting(404, ada.post("/api/v1/operators/bob/tokens", "{\"name\": \"laptop\"}"));
    expecting(400, ada.putJson("/api/v1/operators/operator", "{}"));
    expecting(400, ada.putJson("/api/v1/operators/Bob", "{}"));
    expecting(400, ada.get("/api/v1/operators/" + "a".repeat(600)));
    expecting(400, ada.putJson("/api/v1/operators/bob", "{\"kind\": \"cat\"}"));
    expecting(412, ada.putJson(ADA, "{\"disabled\": true}", "If-Match", "\"99\""));
    expecting(412, ada.putJson(ADA, "{}", "If-None-Match", "*"));
    expecting(404, ada.delete(ADA + "/tokens/none"));
    assertThat(ada.get("/api/v1/operators").json().path("total").asInt()).isEqualTo(1);
  }

  @Test
  void whoMayOnlyReadChangesNothingAndADisabledOperatorNeitherReads() {
    expecting(201, first.putJson("/api/v1/operators/eve", "{\"readOnly\": true}"));
    try (OperatorClient eve = as(token(first, "eve", "t", "P1D"))) {
      expecting(200, eve.get("/api/v1/configs"));
      expecting(200, eve.get("/api/v1/agents"));
      // What `muster status` and `version` ask.
      expecting(200, eve.get("/api/v1/server"));
      expecting(200, eve.get("/api/v1/state"));
      expecting(403, eve.get("/api/v1/export"));
      expecting(403, eve.get("/api/v1/backup"));
      expecting(403, eve.putConfig("prod", "receivers: {}\n"));
      expecting(403, eve.post("/api/v1/operators/eve/tokens", "{\"name\": \"u\"}"));
      expecting(403, eve.putJson("/api/v1/operators/eve", "{\"readOnly\": false}"));
      // She may do nothing that the token of the data folder is needed for
      expecting(200, first.get("/api/v1/whoami"));
      expecting(
          200, first.putJson("/api/v1/operators/eve", "{\"disabled\": true}", "If-Match", "\"2\""));
      Answer refused = expecting(401, eve.get("/api/v1/configs"));
      assertThat(refused.json().path("detail").asText()).contains("'eve' is disabled");
    }
  }

  @Test
  void aTokenExpiresAndAStreamEndsWithIt() throws Exception {
    expecting(201, first.putJson(ADA, "{}"));
    String brief = token(first, "ada", "brief", "PT4S");
    HttpResponse<Stream<String>> stream;
    try (HttpClient http = HttpClient.newHttpClient();
        OperatorClient ada = as(brief)) {
      stream =
          http.send(
              ada.authorized("/api/v1/events").header("Accept", "text/event-stream").build(),
              BodyHandlers.ofLines());
      assertThat(stream.statusCode()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            Answer refused = expecting(401, ada.get("/api/v1/whoami"));
            assertThat(refused.json().path("detail").asText())
                .contains("'brief' of 'ada' expired at");
          });
      try (Stream<String> lines = stream.body()) {
        // Ends, and not when the test gives up
        assertThat(endOf(lines)).isTrue();
      }
    }
    Answer mistyped = expecting(401, as(brief.substring(0, 50)).get("/api/v1/whoami"));
    assertThat(mistyped.json().path("detail").asText()).contains("mistyped or cut off");
  }

  private static boolean endOf(Stream<String> lines) {
    try {
      lines.forEach(line -> {});
    } catch (RuntimeException e) {
      // The connection was cut in the middle of a chunked answer
    }
    return true;
  }

  @Test
  void operatorsSurviveARestartAndTheDataFolderIsTheWayBackIn() throws IOException {
    expecting(201, first.putJson(ADA, "{}"));
    String before = server.token();
    try (OperatorClient ada = as(token(first, "ada", "laptop", "P1D"))) {
      server.restart();
      try (OperatorClient again = OperatorClient.of(server::operatorEndpoint, () -> before)) {
        expecting(401, again.get("/api/v1/whoami"));
      }
    }
    Files.createFile(server.data().resolve("operator-token.recover"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !Files.exists(server.data().resolve("operator-token.recover")));
    assertThat(server.token()).isNotEqualTo(before);
    expecting(200, server.operator().get("/api/v1/operators/ada"));
    assertThat(server.log()).contains("event=bootstrap_token_recovered");
  }
}
