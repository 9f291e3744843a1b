package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.testagent.Conversation;
import io.muster.testagent.TestAgent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Rule sets of the packaged server, from an operator's PUT to an agent's config. */
class RuleSetsIT {

  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final OperatorClient API = SERVER.operator();
  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-00000000b001");

  private static final String CONFIG =
      """
      receivers: {otlp: }
      processors: {batch: , memory_limiter: }
      exporters: {debug: }
      service:
        pipelines:
          traces:
            receivers: [otlp]
            processors: [memory_limiter, batch]
            exporters: [debug]
      """;

  private static final TestAgent AGENT =
      new TestAgent(
          UID,
          "rules-it",
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_REMOTE_CONFIG);
  private static final Conversation POLLS = Conversation.byPolling(AGENT, SERVER.agentPort());

  @AfterAll
  static void stop() {
    API.close();
    SERVER.close();
  }

  private static String body(ServerToAgent answer) {
    return answer
        .getRemoteConfig()
        .getConfig()
        .getConfigMapOrThrow("collector.yaml")
        .getBody()
        .toStringUtf8();
  }

  private static Answer put(String value) {
    String yaml = "trace_statements: ['set(span.attributes[\"v\"], \"" + value + "\")']\n";
    return API.put("/api/v1/ottl/stamp", "application/yaml", yaml);
  }

  @Test
  void aRuleChangeReachesTheAgentAsAConfigChangeDoes() {
    assertThat(API.put("/api/v1/configs/base", "application/yaml", CONFIG).status()).isEqualTo(201);
    Answer first = put("one");
    assertThat(first.status()).isEqualTo(201);
    assertThat(put("one").status()).isEqualTo(200);
    String target =
        "{\"selector\": {\"service.name\": \"rules-it\"}, \"config\": \"base@1+stamp\"}";
    assertThat(API.putJson("/api/v1/targets/rules", target).status()).isEqualTo(201);

    POLLS.report();
    ServerToAgent offer = POLLS.report();
    assertThat(body(offer))
        .contains("processors: [memory_limiter, transform/stamp, batch]")
        .contains("set(span.attributes[\"v\"], \"one\")");
    var desired = API.get("/api/v1/agents/" + UID).json().path("config").path("desired");
    assertThat(desired.path("ottl").get(0).asText()).isEqualTo("stamp@1");
    assertThat(desired.path("revision").asLong()).isEqualTo(1);
    assertThat(desired.path("hash").asText())
        .isEqualTo(
            java.util.HexFormat.of()
                .formatHex(offer.getRemoteConfig().getConfigHash().toByteArray()));

    AGENT.configStatus(
        TestAgent.status(
            offer.getRemoteConfig().getConfigHash(),
            RemoteConfigStatuses.RemoteConfigStatuses_APPLIED,
            ""));
    assertThat(POLLS.report().hasRemoteConfig()).isFalse();

    Answer second = put("two");
    assertThat(second.json().path("agents").asLong()).isEqualTo(1);
    assertThat(second.json().path("targets").get(0).asText()).isEqualTo("rules");
    ServerToAgent changed = POLLS.report();
    assertThat(body(changed)).contains("\"two\"").doesNotContain("\"one\"");
    assertThat(changed.getRemoteConfig().getConfigHash())
        .isNotEqualTo(offer.getRemoteConfig().getConfigHash());

    assertThat(API.get("/api/v1/ottl/stamp/revisions").json().path("total").asInt()).isEqualTo(2);
    assertThat(API.get("/api/v1/ottl/stamp/revisions/1").json().path("rules").asText())
        .contains("\"one\"");
    assertThat(API.get("/api/v1/ottl/stamp/diff?from=1&to=2").json().path("unified").asText())
        .contains("+trace_statements: ['set(span.attributes[\"v\"], \"two\")']");
    assertThat(API.get("/api/v1/ottl").json().path("items").get(0).path("name").asText())
        .isEqualTo("stamp");
    assertThat(API.delete("/api/v1/ottl/stamp").status()).isEqualTo(409);
  }

  @Test
  void aFaultIsRefusedWithItsPlaceAndWhatWasMeant() {
    String faulty = "trace_statements:\n  - set(span.nmae, \"x\")\n";
    Answer refused = API.put("/api/v1/ottl/faulty", "application/yaml", faulty);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().path("detail").asText())
        .isEqualTo("rules.yaml:2:9: there is no path span.nmae (did you mean span.name?)");
    assertThat(API.get("/api/v1/ottl/faulty").status()).isEqualTo(404);
    String target = "{\"selector\": {\"a\": \"b\"}, \"config\": \"base+none\"}";
    assertThat(API.putJson("/api/v1/targets/none", target).status()).isEqualTo(422);
  }
}
