package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentDetails;
import io.muster.testagent.Conversation;
import io.muster.testagent.TestAgent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checks of configs, plans and their application, on the packaged server. */
class PlanIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final OperatorClient API = SERVER.operator();
  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-00000000b001");

  private static final String CONFIG =
      """
      receivers:
        otlp:
          protocols:
            grpc:
      exporters:
        debug:
      service:
        pipelines:
          traces:
            receivers: [otlp]
            exporters: [debug]
      """;

  @BeforeAll
  static void anAgentTellsItsComponents() {
    AvailableComponents components =
        AvailableComponents.newBuilder()
            .setHash(ByteString.copyFromUtf8("plan-it"))
            .putComponents(
                "exporters",
                ComponentDetails.newBuilder()
                    .putSubComponentMap("debug", ComponentDetails.getDefaultInstance())
                    .build())
            .build();
    TestAgent agent =
        new TestAgent(
                UID,
                "plan-it",
                AgentCapability.REPORTS_STATUS,
                AgentCapability.ACCEPTS_REMOTE_CONFIG,
                AgentCapability.REPORTS_REMOTE_CONFIG,
                AgentCapability.REPORTS_AVAILABLE_COMPONENTS)
            .identifiedBy("service.version", "0.157.0");
    Conversation.byPolling(agent, SERVER.agentPort())
        .say(agent.report().setAvailableComponents(components));
  }

  @AfterAll
  static void stop() {
    API.close();
    SERVER.close();
  }

  private static String body(List<Map<String, Object>> manifests, String plan) throws Exception {
    return JSON.writeValueAsString(
        plan.isEmpty()
            ? Map.of("manifests", manifests)
            : Map.of("manifests", manifests, "plan", plan));
  }

  private static Map<String, Object> config(String name, String yaml) {
    return Map.of(
        "kind",
        "config",
        "name",
        name,
        "spec",
        Map.of("files", Map.of("collector.yaml", Map.of("body", yaml))));
  }

  private static Map<String, Object> target(String name, String config) {
    return Map.of(
        "kind",
        "target",
        "name",
        name,
        "spec",
        Map.of("selector", Map.of("service.name", "plan-it"), "config", config));
  }

  @Test
  void aCollectorsConfigWithAMistakeInItsPipelinesIsRefusedUnlessToldOtherwise() {
    String bad = CONFIG.replace("[otlp]", "[oltp]");
    Answer refused = API.put("/api/v1/configs/refused", "application/yaml", bad);
    assertThat(refused.status()).isEqualTo(422);
    JsonNode fault = refused.json().path("problems").get(0);
    assertThat(fault.path("path").asText()).isEqualTo("/service/pipelines/traces/receivers/0");
    assertThat(fault.path("hint").asText()).isEqualTo("did you mean 'otlp'?");
    assertThat(fault.path("severity").asText()).isEqualTo("error");

    Answer taken = API.put("/api/v1/configs/refused?validate=false", "application/yaml", bad);
    assertThat(taken.status()).isEqualTo(201);
    assertThat(API.put("/api/v1/configs/x?validate=no", "application/yaml", bad).status())
        .isEqualTo(400);
    Answer part =
        API.put("/api/v1/configs/part?validate=collector", "application/yaml", "receivers:\n");
    assertThat(part.status()).isEqualTo(422);
    assertThat(API.put("/api/v1/configs/part", "application/yaml", "receivers:\n").status())
        .isEqualTo(201);
  }

  @Test
  void aConfigIsPlannedAppliedAndCheckedAgainstWhatTheAgentHas() throws Exception {
    List<Map<String, Object>> manifests =
        List.of(config("plan-it", CONFIG), target("plan-it", "plan-it"));
    Answer planned = API.post("/api/v1/plan", body(manifests, ""));
    assertThat(planned.status()).as(planned.body()).isEqualTo(200);
    JsonNode plan = planned.json();
    assertThat(plan.path("applicable").asBoolean()).isTrue();
    JsonNode group = plan.path("groups").get(0);
    assertThat(group.path("to").asText()).isEqualTo("plan-it@1");
    assertThat(group.path("agents").asInt()).isEqualTo(1);
    assertThat(group.path("sample").get(0).asText()).isEqualTo(UID.toString());
    assertThat(group.path("builds").get(0).path("componentsKnown").asBoolean()).isTrue();
    assertThat(API.get("/api/v1/configs/plan-it").status()).isEqualTo(404);

    String token = plan.path("plan").asText();
    Answer applied = API.post("/api/v1/apply", body(manifests, token));
    assertThat(applied.status()).as(applied.body()).isEqualTo(200);
    assertThat(applied.json().path("applied").get(0).path("reference").asText())
        .isEqualTo("plan-it@1");
    Answer again = API.post("/api/v1/apply", body(manifests, token));
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().path("detail").asText()).contains("plan again");

    // The agent has no exporter nop: a warning when it is put, an obstacle when it is planned.
    String nop = CONFIG.replace("debug", "nop");
    JsonNode obstacle =
        API.post("/api/v1/plan", body(List.of(config("plan-it", nop)), ""))
            .json()
            .path("groups")
            .get(0)
            .path("cannot")
            .get(0);
    assertThat(obstacle.path("reason").asText()).isEqualTo("components");
    assertThat(obstacle.path("message").asText()).contains("no exporter 'nop'");
    JsonNode put = API.put("/api/v1/configs/plan-it", "application/yaml", nop).json();
    assertThat(put.path("validation").path("warnings").get(0).path("message").asText())
        .isEqualTo("1 of 1 agents will refuse this: the agent has no exporter 'nop'");
    assertThat(put.path("validation").path("notChecked").get(0).asText())
        .isEqualTo("/receivers/otlp");
  }

  @Test
  void bodiesOfAnotherShapeAreRefusedWithWhatIsExpected() throws Exception {
    assertThat(API.post("/api/v1/plan", "{}").status()).isEqualTo(400);
    Answer kind =
        API.post("/api/v1/plan", "{\"manifests\": [{\"kind\": \"pod\", \"name\": \"a\"}]}");
    assertThat(kind.status()).isEqualTo(400);
    assertThat(kind.json().path("detail").asText()).contains("expected one of config, ");
    String spec =
        "{\"manifests\": [{\"kind\": \"config\", \"name\": \"a\", \"spec\": {\"x\": 1}}]}";
    assertThat(API.post("/api/v1/plan", spec).json().path("detail").asText())
        .contains("unknown field 'x'");
    Answer token = API.post("/api/v1/apply", body(List.of(config("a", "a: 1")), "nonsense"));
    assertThat(token.status()).isEqualTo(400);
  }
}
