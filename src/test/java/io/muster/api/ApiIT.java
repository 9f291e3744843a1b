package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.testagent.Conversation;
import io.muster.testagent.TestAgent;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API of the packaged server as operators use it. */
class ApiIT {

  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final OperatorClient API = SERVER.operator();
  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-00000000a001");
  private static final String AGENT = "/api/v1/agents/" + UID;

  private static final Conversation POLLS =
      Conversation.byPolling(
          new TestAgent(
              UID,
              "api-it",
              AgentCapability.REPORTS_STATUS,
              AgentCapability.ACCEPTS_REMOTE_CONFIG,
              AgentCapability.REPORTS_REMOTE_CONFIG,
              AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS),
          SERVER.agentPort());

  @BeforeAll
  static void anAgentPolls() {
    POLLS.report();
  }

  @AfterAll
  static void stop() {
    API.close();
    SERVER.close();
  }

  private static void assertProblem(Answer answer, int status, String detail) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("title").asText()).isNotEmpty();
    assertThat(problem.path("detail").asText()).contains(detail);
    assertThat(problem.path("instance").asText()).startsWith("/api/v1/");
  }

  @Test
  void withoutATokenNothingIsToldButProbesMetricsAndTheDescription() {
    Answer refused = API.send(API.request("/api/v1/agents"));
    assertProblem(refused, 401, "Authorization: Bearer");
    assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
    assertProblem(API.send(API.request("/api/v1/no-such-path")), 401, "");
    assertProblem(
        API.send(API.request("/api/v1/agents").header("Authorization", "Bearer " + "x".repeat(43))),
        401,
        "not a token");
    for (String open : List.of("/healthz", "/readyz", "/metrics", "/q/openapi")) {
      assertThat(API.send(API.request(open)).status()).as(open).isEqualTo(200);
    }
    assertThat(API.send(API.request("/readyz")).body()).contains("agent-port", "store");
  }

  @Test
  void requestsThatMakeNoSenseAreProblems() {
    assertProblem(API.get("/api/v1/no-such-path"), 404, "/q/openapi");
    assertProblem(API.get("/api/v1/agents?limit=ten"), 400, "ten");
    assertProblem(API.get("/api/v1/agents?limit=1001"), 400, "1 to 1000");
    assertProblem(API.get("/api/v1/agents?cursor=broken"), 400, "cursor 'broken'");
    assertProblem(API.get("/api/v1/agents?selector=env%3E5"), 400, "character 4");
    for (String path : List.of("agents", "agents/summary", "agents/failures")) {
      assertProblem(API.get("/api/v1/" + path + "?selector=env~prod"), 400, "key!=value");
    }
    assertProblem(API.post("/api/v1/agents/retry?selector=env~prod", ""), 400, "key!=value");
    assertProblem(API.get("/api/v1/agents?status=gone"), 400, "disconnected");
    assertProblem(API.get("/api/v1/agents/not-a-uid"), 404, "UUID");
    assertProblem(API.post("/api/v1/agents", ""), 405, "method");
    assertProblem(API.put(AGENT + "/labels", "text/plain", "x"), 415, "Content-Type");
    assertProblem(
        API.send(API.authorized("/api/v1/agents").header("Accept", "image/png")), 406, "Accept");
    assertProblem(API.putJson(AGENT + "/labels", "{\"a\":"), 400, "line 1");
    assertProblem(API.putJson(AGENT + "/labels", "[]"), 400, "wrong type or shape");
    assertProblem(API.putJson(AGENT + "/labels", "{\"a b\": \"x\"}"), 400, "'a b'");
    assertProblem(API.putJson(AGENT + "/labels", " ".repeat(3 << 20)), 413, "2097152");
    assertProblem(
        API.putJson("/api/v1/targets/x", "{\"selector\": {}, \"config\": \"c\", \"wight\": 1}"),
        400,
        "'wight'");
  }

  @Test
  void whatWouldBePassedOverIsRefused() {
    for (String path : List.of("/agents;x=y", ";v=1/agents", "/agents;x/summary")) {
      assertThat(API.get("/api/v1" + path).status()).as(path).isEqualTo(400);
    }
    assertProblem(API.get("/api/v1/agents?limt=5"), 400, "did you mean 'limit'?");
    assertProblem(API.get(AGENT + "?verbose=true"), 400, "takes none");
    assertProblem(API.post("/api/v1/agents/retry?all=true&al=1", ""), 400, "'al'");
    String target = "{\"selector\": {\"no\": \"agent\"}, \"config\": \"c@1\", \"weight\": %s}%s";
    for (String body :
        List.of(
            target.formatted("1.5", ""),
            target.formatted("1", " x"),
            target.formatted("1", "{}"))) {
      assertProblem(API.putJson("/api/v1/targets/strict", body), 400, "not the JSON expected");
    }
    assertThat(API.get("/api/v1/targets/strict").status()).isEqualTo(404);
  }

  @Test
  void preconditionsAreThoseOfRfc9110() {
    String path = AGENT + "/labels";
    Answer labels = API.putJson(path, "{\"pre\": \"condition\"}");
    String tag = labels.header("ETag");
    for (String header : List.of(tag, "W/" + tag, "\"x,y\", " + tag, "*")) {
      Answer same = API.send(API.authorized(path).header("If-None-Match", header));
      assertThat(same.status()).as(header).isEqualTo(304);
      assertThat(same.header("ETag")).isEqualTo(tag);
      assertThat(same.body()).isEmpty();
      assertProblem(API.putJson(path, "{}", "If-None-Match", header), 412, "If-None-Match fails");
    }
    assertThat(API.send(API.authorized(path).header("If-None-Match", "\"other\"")).status())
        .isEqualTo(200);
    for (String header : List.of("", " ", ",", "W/" + tag, "\"other\"")) {
      assertProblem(API.putJson(path, "{}", "If-Match", header), 412, "ETag is now");
    }
    assertThat(API.putJson(path, "{}", "If-Match", "\"x\", " + tag).status()).isEqualTo(200);
  }

  @Test
  void nobodyKeepsAnAnswerOrGuessesWhatItIs() {
    for (Answer answer :
        List.of(
            API.get("/api/v1/agents"),
            API.get("/api/v1/no-such-path"),
            API.get("/api/v1/agents;x"),
            API.send(API.request("/api/v1/agents")))) {
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void whoeverMakesUpPathsMakesNoMeters() {
    for (int i = 0; i < 20; i++) {
      API.send(API.request("/api/made-up-" + i));
      API.get("/made-up-" + i);
    }
    assertThat(API.send(API.request("/metrics")).body()).doesNotContain("made-up");
  }

  @Test
  void selectorsHaveKubernetesGrammar() {
    API.putJson(AGENT + "/labels", "{\"team\": \"a\", \"tier\": \"x y\"}");
    for (String selector :
        List.of(
            "team%20in%20(a,b)",
            "team!=b",
            "team",
            "!nobody-has-it,team%3D%3Da",
            "team=a&selector=tier=%22x%20y%22",
            "team%20notin%20(b)&selector=team")) {
      JsonNode found = API.get("/api/v1/agents?q=" + UID + "&selector=" + selector).json();
      assertThat(found.path("total").asInt()).as(selector).isEqualTo(1);
    }
    assertThat(
            API.get("/api/v1/agents?q=" + UID + "&selector=team&selector=!team")
                .json()
                .path("total")
                .asInt())
        .isZero();
  }

  @Test
  void theStateOfTheStoreIsTold() {
    JsonNode state = API.get("/api/v1/state").json();
    assertThat(state.path("writable").asBoolean()).isTrue();
    assertThat(state.path("damaged")).isEmpty();
  }

  @Test
  void labelsAreReplacedOnlyInTheStateThatWasSeen() {
    Answer first = API.putJson(AGENT + "/labels", "{\"team\": \"a\"}");
    assertThat(first.status()).isEqualTo(200);
    String seen = API.get(AGENT + "/labels").header("ETag");
    assertThat(seen).isEqualTo(first.header("ETag")).startsWith("\"");
    assertThat(API.putJson(AGENT + "/labels", "{\"team\": \"b\"}", "If-Match", seen).status())
        .isEqualTo(200);
    assertProblem(
        API.putJson(AGENT + "/labels", "{\"team\": \"c\"}", "If-Match", seen), 412, "ETag is now");

    assertThat(API.get("/api/v1/agents?selector=team%3Db").json().path("total").asInt())
        .isEqualTo(1);
    assertThat(API.get("/api/v1/agents?q=API-it").json().path("items").get(0).path("uid").asText())
        .isEqualTo(UID.toString());
  }

  @Test
  void someLabelsAreChangedAndTheOthersStay() {
    API.putJson(AGENT + "/labels", "{\"env\": \"prod\", \"canary\": \"yes\"}");
    Answer patched = patch("{\"team\": \"a\", \"canary\": null, \"none\": null}");
    assertThat(patched.status()).as(patched.body()).isEqualTo(200);
    assertThat(patched.json().toString()).isEqualTo("{\"env\":\"prod\",\"team\":\"a\"}");
    assertThat(patched.header("ETag")).isEqualTo(API.get(AGENT + "/labels").header("ETag"));
    assertThat(patch("{}").json().toString()).isEqualTo(patched.json().toString());

    assertProblem(patch("{\"team\": \"b\"}", "If-Match", "\"0\""), 412, "ETag is now");
    assertProblem(patch("{\"a b\": \"x\"}"), 400, "'a b'");
    assertProblem(patch("[]"), 400, "wrong type or shape");
    assertProblem(patch(""), 400, "object of texts");
    assertThat(API.get(AGENT + "/labels").json().toString()).isEqualTo(patched.json().toString());
  }

  private static Answer patch(String body, String... headers) {
    HttpRequest.Builder request =
        API.authorized(AGENT + "/labels").header("Content-Type", "application/merge-patch+json");
    return API.send(
        (headers.length == 0 ? request : request.headers(headers))
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void whoamiNamesTheOperator() {
    assertThat(API.get("/api/v1/whoami").json().toString())
        .isEqualTo("{\"name\":\"operator\",\"roles\":[\"admin\"]}");
  }

  @Test
  void aConfigReachesTheAgentThatItsTargetSelects() {
    String yaml = "receivers:\n  otlp:\n";
    Answer put = API.put("/api/v1/configs/reach", "application/yaml", yaml);
    assertThat(put.status()).isEqualTo(201);
    assertThat(put.json().path("revision").asLong()).isEqualTo(1);
    assertThat(put.json().path("agents").asLong()).isZero();
    assertThat(API.put("/api/v1/configs/reach", "text/yaml", yaml).status()).isEqualTo(200);
    // Selected as well, but it takes no configs: not counted.
    TestAgent unconfigurable =
        new TestAgent(
            InstanceUid.parse("0190e0a2-0000-7000-8000-00000000a002"),
            "api-it",
            AgentCapability.REPORTS_STATUS);
    Conversation.byPolling(unconfigurable, SERVER.agentPort()).report();
    String target = "{\"selector\": {\"service.name\": \"api-it\"}, \"config\": \"reach\"}";
    assertThat(API.putJson("/api/v1/targets/reach", target).status()).isEqualTo(201);

    Answer second = API.put("/api/v1/configs/reach", "application/x-yaml", yaml + "  a:\n");
    assertThat(second.json().path("agents").asLong()).isEqualTo(1);
    assertThat(second.json().path("connected").asLong()).isEqualTo(1);
    assertThat(second.json().path("targets").get(0).asText()).isEqualTo("reach");
    String hash = second.json().path("hash").asText();
    Answer repeated = API.put("/api/v1/configs/reach", "application/x-yaml", yaml + "  a:\n");
    assertThat(repeated.json().path("targets")).isEqualTo(second.json().path("targets"));
    assertThat(repeated.json().path("agents").asLong()).isEqualTo(1);

    ServerToAgent answer = POLLS.report();
    assertThat(answer.getRemoteConfig().getConfig().getConfigMapMap().keySet())
        .containsExactly("collector.yaml");
    JsonNode agent = API.get(AGENT).json();
    assertThat(agent.path("config").path("desired").path("hash").asText()).isEqualTo(hash);
    assertThat(agent.path("config").path("desired").path("target").asText()).isEqualTo("reach");
    assertThat(agent.path("attempts").get(0).path("state").asText()).isEqualTo("OFFERED");

    assertProblem(API.delete("/api/v1/configs/reach"), 409, "target reach");
    assertThat(API.delete("/api/v1/targets/reach").status()).isEqualTo(204);
    assertThat(API.delete("/api/v1/configs/reach").status()).isEqualTo(204);
    assertProblem(API.get("/api/v1/configs/reach"), 404, "'reach'");
  }

  @Test
  void aConfigWithAMistakeIsRefusedWithItsPlace() {
    Answer refused = API.put("/api/v1/configs/bad", "text/yaml", "a:\n  b: c: d\n");

    assertProblem(refused, 422, "collector.yaml:2:7");
    JsonNode fault = refused.json().path("problems").get(0);
    assertThat(fault.path("line").asInt()).isEqualTo(2);
    assertThat(fault.path("column").asInt()).isEqualTo(7);
    assertThat(fault.path("hint").asText()).isNotEmpty();
    assertProblem(API.put("/api/v1/configs/Bad", "text/yaml", "a: 1"), 400, "'Bad'");
    assertProblem(
        API.put("/api/v1/configs/bad", "text/yaml", "a: 1", "If-Match", "\"1\""), 412, "not exist");
  }

  @Test
  void whatAnAgentCannotDoIsAConflict() {
    assertProblem(API.post(AGENT + "/restart", ""), 409, "AcceptsRestartCommand");
    assertProblem(
        API.post(AGENT + "/messages", "{\"capability\": \"com.example.x\"}"), 409, "com.example.x");
    assertProblem(API.post(AGENT + "/messages", "{}"), 400, "capability");
    assertThat(API.post(AGENT + "/retry", "").status()).isEqualTo(200);
    assertProblem(API.post("/api/v1/agents/retry", ""), 400, "selector");
    assertThat(API.post("/api/v1/agents/retry?selector=a%3Db", "").json().path("agents").asInt(-1))
        .isZero();
  }

  @Test
  void connectionSettingsAreCheckedAndSecretsStayHidden() {
    String path = "/api/v1/settings/connection";
    String settings =
        "{\"opamp\": {\"endpoint\": \"ws://127.0.0.1:1/v1/opamp\","
            + " \"headers\": {\"x-honeycomb-team\": \"s3cret\", \"x-tenant\": \"blue\","
            + " \"authorization\": \"Bearer s3cret\"}}}";
    Answer put = API.putJson(path, settings);
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.body()).contains("(secret)", "PT30S", "blue").doesNotContain("s3cret");
    assertThat(API.putJson(path, put.body(), "If-Match", put.header("ETag")).status())
        .isEqualTo(200);
    assertThat(API.get(path).header("ETag")).isEqualTo(put.header("ETag"));
    assertProblem(API.putJson(path, settings, "If-Match", "\"99\""), 412, "ETag is now");
    assertProblem(
        API.putJson(path, settings.replace("\"}}}", "\"}, \"heartbeatInterval\": \"PT0S\"}}")),
        400,
        "heartbeatInterval");
    assertThat(API.delete(path).status()).isEqualTo(204);
    assertProblem(API.get(path), 404, "no connection settings");
  }

  @Test
  void listsAreWalkedPageByPage() {
    for (String name : List.of("page-a", "page-b", "page-c")) {
      assertThat(API.put("/api/v1/configs/" + name, "text/yaml", "a: 1").status()).isEqualTo(201);
      assertThat(
              API.putJson(
                      "/api/v1/targets/" + name,
                      "{\"selector\": {\"page\": \"" + name + "\"}, \"config\": \"page-a\"}")
                  .status())
          .isEqualTo(201);
    }
    for (String path : List.of("/api/v1/configs", "/api/v1/targets")) {
      assertThat(names(path))
          .containsSubsequence("page-a", "page-b", "page-c")
          .doesNotHaveDuplicates();
      assertProblem(API.get(path + "?cursor=nonsense"), 400, "cursor");
      assertProblem(API.get(path + "?limit=0"), 400, "limit");
    }
    String ofConfigs = API.get("/api/v1/configs?limit=1").json().path("next").asText();
    assertProblem(API.get("/api/v1/targets?cursor=" + ofConfigs), 400, "cursor");
  }

  private static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = API.get(path + "?limit=1" + cursor).json();
      assertThat(page.path("total").asInt()).isGreaterThanOrEqualTo(3);
      page.path("items").forEach(item -> names.add(item.path("name").asText()));
      cursor = page.hasNonNull("next") ? "&cursor=" + page.path("next").asText() : "";
    } while (!cursor.isEmpty() && names.size() < 100);
    return names;
  }

  @Test
  void theDefaultConfigIsReplacedOnlyInTheStateThatWasSeen() {
    String path = "/api/v1/settings/default-config";
    API.put("/api/v1/configs/fallback", "text/yaml", "a: 1");
    Answer none = API.get(path);
    assertThat(none.status()).isEqualTo(200);
    String fallback = "{\"config\": \"fallback@1\"}";
    Answer put = API.putJson(path, fallback, "If-Match", none.header("ETag"));
    assertThat(put.status()).isEqualTo(200);
    assertThat(API.get(path).header("ETag")).isEqualTo(put.header("ETag")).isNotEmpty();
    assertProblem(API.putJson(path, fallback, "If-Match", none.header("ETag")), 412, "ETag is now");
    assertThat(API.delete(path).status()).isEqualTo(204);
  }

  @Test
  void aBodyOfUnknownLengthIsBoundedAsWell() {
    byte[] large = new byte[3 << 20];
    java.util.Arrays.fill(large, (byte) ' ');
    Answer refused =
        API.send(
            API.authorized(AGENT + "/labels")
                // Over HTTP/2, Quarkus closes the whole connection.
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(List.of(large)))));
    assertThat(refused.status()).isEqualTo(413);
  }

  @Test
  void aConfigInJsonMayBeAsLargeAsAMessage() {
    String file = "a: " + "x".repeat(21 << 20);
    String body =
        "{\"files\": {\"\": {\"body\": \"" + file + "\", \"contentType\": \"text/plain\"}}}";
    Answer put = API.putJson("/api/v1/configs/large", body);
    assertThat(put.status()).as(put.body()).isEqualTo(201);
  }

  @Test
  void eventsTellWhatHappens() {
    List<String> lines = new CopyOnWriteArrayList<>();
    var streaming =
        API.lines("/api/v1/events")
            .thenAccept(answer -> {
              try (Stream<String> body = answer) {
                body.forEach(lines::add);
              }
            });
    try {
      await().until(() -> lines.contains("event:ready"));
      assertThat(
              API.send(
                      API.authorized("/api/v1/configs/events")
                          .header("Content-Type", "text/yaml")
                          .PUT(BodyPublishers.ofString("a: 1")))
                  .status())
          .isEqualTo(201);
      API.putJson(AGENT + "/labels", "{\"seen\": \"by-events\"}");

      await()
          .untilAsserted(() ->
              assertThat(lines)
                  .contains("event:config", "event:agent")
                  .anyMatch(line -> line.contains("\"name\":\"events\""))
                  .anyMatch(line -> line.contains(UID.toString()) && line.contains("\"changed\"")));
    } finally {
      streaming.cancel(true);
    }
  }

  @Test
  void everyOperationIsDescribedWithItsErrors() {
    JsonNode document = API.send(API.request("/q/openapi?format=json")).json();
    int operations = 0;
    for (var path : document.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (operation.getKey().equals("parameters")) {
          continue;
        }
        operations++;
        String name = operation.getKey() + " " + path.getKey();
        JsonNode described = operation.getValue();
        assertThat(described.path("summary").asText()).as(name).isNotEmpty();
        assertThat(described.path("description").asText()).as(name).isNotEmpty();
        boolean error = false;
        boolean example = described.path("responses").has("204");
        for (var response : described.path("responses").properties()) {
          error |= response.getKey().charAt(0) >= '4';
          example |= resolved(document, response.getValue()).toString().contains("\"examples\"");
        }
        assertThat(error).as("a documented error of " + name).isTrue();
        assertThat(described.path("responses").has("401")).as("the 401 of " + name).isTrue();
        assertThat(example).as("an example of the answer of " + name).isTrue();
        for (var parameter : described.path("parameters")) {
          if (!parameter.path("in").asText().equals("header")) {
            assertThat(resolved(document, parameter).path("description").asText())
                .as("a parameter of " + name)
                .isNotEmpty();
          }
        }
        if (described.has("requestBody")) {
          assertThat(described.path("requestBody").toString()).as(name).contains("\"examples\"");
        }
      }
    }
    assertThat(operations).isGreaterThanOrEqualTo(25);
  }

  /** What a reference stands for; anything else as it is. */
  private static JsonNode resolved(JsonNode document, JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }
}
