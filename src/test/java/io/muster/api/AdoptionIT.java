package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Simulated agents, all of which run one config, come under control of the packaged server. */
class AdoptionIT {

  private static final int AGENTS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final OperatorClient API = SERVER.operator();
  private static final SimulatedFleet FLEET =
      new SimulatedFleet(SERVER.agentPort(), AGENTS, "", "none");

  @BeforeAll
  static void agentsCome() {
    FLEET.start();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> count("unmanaged") == AGENTS && proposal().path("leftOut").isEmpty());
  }

  @AfterAll
  static void stop() {
    FLEET.close();
    API.close();
    SERVER.close();
  }

  private static int count(String state) {
    return API.get("/api/v1/agents/summary").json().at("/sync/" + state).asInt();
  }

  private static JsonNode proposal() {
    return API.get("/api/v1/adoption?selector=os.type%3Dlinux").json();
  }

  private static long offered() {
    return API.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("opamp_server_config_updates_total"))
        .filter(line -> line.contains("status=\"offered\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void nobodyIsSentWhatItRunsAndEverybodyIsSentWhatIsNew() {
    JsonNode group = proposal().path("groups").path(0);
    assertThat(group.path("agents").asInt()).isEqualTo(AGENTS);
    assertThat(group.path("runsIt").asBoolean()).isTrue();
    assertThat(group.path("selector").path("os.type").asText()).isEqualTo("linux");
    assertThat(group.path("uids")).hasSize(AGENTS);

    ObjectNode body = JSON.createObjectNode();
    body.set("manifests", group.path("manifests"));
    JsonNode plan = API.post("/api/v1/plan", body.toString()).json();
    assertThat(plan.path("agents"))
        .hasToString(
            "{\"total\":60,\"changing\":0,\"restarts\":0,\"cannot\":0,\"frozen\":0,\"waiting\":0,"
                + "\"running\":60}");
    body.set("plan", plan.path("plan"));
    assertThat(API.post("/api/v1/apply", body.toString()).status()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(20)).until(() -> count("in_sync") == AGENTS);
    assertThat(offered()).isZero();
    String uid = group.path("uids").path(0).asText();
    JsonNode why = API.get("/api/v1/agents/" + uid + "/why").json();
    assertThat(why.path("answer").asText()).contains("nothing was sent to it");
    assertThat(proposal().at("/leftOut/0/reason").asText()).isEqualTo("managed");

    String name = group.path("name").asText();
    String text = group.path("manifests").path(0).at("/spec/files/collector.yaml/body").asText();
    assertThat(API.putConfig(name, text.replace("4317", "4318")).status()).isEqualTo(201);
    API.putJson(
        "/api/v1/targets/" + name,
        "{\"selector\": {\"os.type\": \"linux\"}, \"config\": \"" + name + "@2\"}");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> offered() == AGENTS && count("in_sync") == AGENTS);
  }

  @Test
  void whatIsLeftToBeFilledInOrWasRedactedIsRefusedWithItsLine() {
    for (String left : new String[] {"<MUSTER-FILL-IN>", "[REDACTED]"}) {
      Answer answer =
          API.putConfig(
              "left",
              "receivers: {otlp: {protocols: {grpc: }}}\n"
                  + "exporters:\n  otlp:\n    headers: {authorization: '"
                  + left
                  + "'}\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [otlp]}}}");
      assertThat(answer.status()).as(answer.body()).isEqualTo(422);
      assertThat(answer.body()).contains("\"line\":4");
    }
  }
}
