package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.testagent.Conversation;
import io.muster.testagent.TestAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SEMANTICS 36 through the doors that operators and agents come by. */
class FreezeIT {

  private static final Duration A_WHILE = Duration.ofSeconds(7);

  private final MusterProcess server =
      MusterProcess.server()
          .with("muster.rollouts.watch", "2s")
          .with("muster.rollouts.interval", "100ms")
          .start();
  private final OperatorClient api = server.operator();
  private final List<Polling> polling = new ArrayList<>();

  /** An agent that polls, applies what it is offered, and knows what it was sent. */
  private final class Polling {
    private final TestAgent agent;
    private final InstanceUid uid;
    private Conversation polls;
    private int offers;
    private int commands;
    private String config = "";

    Polling(int number, String env) {
      uid = new InstanceUid(0x0190e0a200007000L, 0x8000000000000c00L + number);
      agent =
          new TestAgent(
              uid,
              "freeze-it",
              AgentCapability.REPORTS_STATUS,
              AgentCapability.ACCEPTS_REMOTE_CONFIG,
              AgentCapability.REPORTS_REMOTE_CONFIG,
              AgentCapability.ACCEPTS_RESTART_COMMAND);
      polls = Conversation.byPolling(agent, server.agentPort());
      polls.report();
      assertThat(
              api.putJson("/api/v1/agents/" + uid + "/labels", "{\"env\": \"" + env + "\"}")
                  .status())
          .isEqualTo(200);
    }

    /** The server has another port since it was started again. */
    void findsTheServer() {
      polls.close();
      polls = Conversation.byPolling(agent, server.agentPort());
    }

    void poll() {
      ServerToAgent answer = polls.report();
      commands += answer.hasCommand() ? 1 : 0;
      if (answer.hasRemoteConfig()) {
        offers++;
        ByteString hash = answer.getRemoteConfig().getConfigHash();
        String body =
            answer
                .getRemoteConfig()
                .getConfig()
                .getConfigMapOrThrow("collector.yaml")
                .getBody()
                .toStringUtf8();
        config = body.substring(2, body.indexOf('\n'));
        agent.configStatus(
            TestAgent.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED, ""));
        polls.report();
      }
    }

    void untilRuns(String wanted) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                poll();
                return config;
              },
              wanted::equals);
    }

    /** Polls for a while, and is offered nothing. */
    void isOfferedNothing() {
      int before = offers;
      await()
          .pollInterval(Duration.ofMillis(100))
          .during(A_WHILE)
          .atMost(A_WHILE.plusSeconds(20))
          .until(() -> {
            poll();
            return offers == before;
          });
    }

    String path(String what) {
      return "/api/v1/agents/" + uid + what;
    }
  }

  @BeforeEach
  void aConfigForAll() {
    put("first", 201);
    target("prod@1");
  }

  @AfterEach
  void stop() {
    polling.forEach(each -> each.polls.close());
    api.close();
    server.close();
  }

  private Polling agent(String env) {
    Polling each = new Polling(polling.size(), env);
    polling.add(each);
    return each;
  }

  private JsonNode put(String comment, int status) {
    String yaml = "# " + comment + "\nservice: {}\n";
    Answer answer = api.put("/api/v1/configs/prod", "application/yaml", yaml);
    assertThat(answer.status()).isEqualTo(status);
    return answer.json();
  }

  private JsonNode target(String config) {
    Answer answer =
        api.putJson("/api/v1/targets/all", "{\"selector\": {}, \"config\": \"" + config + "\"}");
    assertThat(answer.status()).isBetween(200, 201);
    return answer.json();
  }

  private void freeze(@Nullable String selector) {
    String body =
        selector == null
            ? "{\"reason\": \"holidays\"}"
            : "{\"reason\": \"holidays\", \"selector\": \"" + selector + "\"}";
    assertThat(api.post("/api/v1/freeze", body).status()).isEqualTo(201);
  }

  private void unfreeze() {
    assertThat(api.delete("/api/v1/freeze").status()).isEqualTo(204);
  }

  private JsonNode get(String path) {
    Answer answer = api.get(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer.json();
  }

  private static String metric(String text) {
    return text.lines().filter(line -> line.startsWith("muster_freeze ")).findFirst().orElse("");
  }

  @Test
  void nothingGoesOutInAFreezeAlsoAfterARestartAndAllGoesOutAfterIt() {
    Polling agent = agent("prod");
    agent.untilRuns("first");
    freeze(null);

    assertThat(put("second", 201).path("warnings").path(0).asText()).contains("holidays");
    JsonNode put = target("prod@2");
    assertThat(put.path("warnings").path(0).asText())
        .contains("nothing is sent to 1 of the 1 agents", "by operator", "holidays");
    agent.isOfferedNothing();

    JsonNode why = get(agent.path("/why"));
    assertThat(why.path("answer").asText()).contains("all agents are frozen since", "holidays");
    assertThat(why.path("evidence").path("freeze").path("by").asText()).isEqualTo("operator");
    assertThat(get(agent.path("")).path("warnings").path(0).asText()).isEqualTo("frozen");
    assertThat(get("/api/v1/state").path("freezes").path(0).path("reason").asText())
        .isEqualTo("holidays");
    assertThat(get("/api/v1/agents/summary").path("frozen").asInt()).isEqualTo(1);
    JsonNode shown = get("/api/v1/freeze");
    assertThat(shown.path("frozen").asBoolean()).isTrue();
    assertThat(shown.path("agents").asInt()).isEqualTo(1);
    assertThat(metric(api.get("/metrics").body())).endsWith(" 1.0");

    server.restart();
    agent.findsTheServer();
    agent.isOfferedNothing();
    assertThat(get("/api/v1/freeze").path("freezes").path(0).path("since"))
        .isEqualTo(shown.path("freezes").path(0).path("since"));

    unfreeze();
    agent.untilRuns("second");
    assertThat(get("/api/v1/freeze").path("frozen").asBoolean()).isFalse();
    assertThat(metric(api.get("/metrics").body())).endsWith(" 0.0");
  }

  @Test
  void commandsAreRefusedByNameOfTheFreeze() {
    Polling agent = agent("prod");
    agent.untilRuns("first");
    assertThat(api.post(agent.path("/restart"), "").status()).isEqualTo(202);
    freeze(null);
    Answer refused = api.post(agent.path("/restart"), "");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.header("Content-Type")).contains("application/problem+json");
    assertThat(refused.json().path("detail").asText())
        .contains("is frozen", "all agents", "by operator", "since 20", "holidays");
    assertThat(api.post(agent.path("/uid"), "").status()).isEqualTo(409);
    agent.poll();
    agent.poll();
    assertThat(agent.commands).as("the one that waited for its next poll").isZero();
  }

  @Test
  void aSelectorFreezesWhomItMatches() {
    Polling prod = agent("prod");
    Polling dev = agent("dev");
    prod.untilRuns("first");
    dev.untilRuns("first");
    freeze("env in (prod,stage)");
    put("second", 201);
    JsonNode plan =
        api.post(
                "/api/v1/plan",
                """
                {"manifests": [{"kind": "target", "name": "all",
                  "spec": {"selector": {}, "config": "prod@2"}}]}
                """)
            .json();
    assertThat(plan.path("agents").path("frozen").asInt()).as("%s", plan).isEqualTo(1);
    assertThat(plan.path("agents").path("restarts").asInt()).isEqualTo(1);
    assertThat(plan.path("warnings").path(0).asText()).contains("1 of the 2 agents", "holidays");
    target("prod@2");
    dev.untilRuns("second");
    prod.isOfferedNothing();
    assertThat(api.post(dev.path("/restart"), "").status()).isEqualTo(202);
    assertThat(api.post(prod.path("/restart"), "").status()).isEqualTo(409);
    assertThat(api.delete("/api/v1/freeze?selector=env=prd").status()).isEqualTo(404);
    unfreeze();
    prod.untilRuns("second");
  }

  @Test
  void anAbortTakesBackInAFreezeAlsoFromWhoComesLater() {
    Polling first = agent("prod");
    Polling second = agent("prod");
    first.untilRuns("first");
    second.untilRuns("first");
    put("second", 201);
    String stages =
        """
        {"target": "all", "config": "prod@2", "stages": [{"percent": 100, "observe": "PT1H"}]}
        """;
    assertThat(api.post("/api/v1/rollouts", stages).status()).isEqualTo(201);
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          first.poll();
          second.poll();
          return first.config.equals("second") && second.config.equals("second");
        });
    freeze(null);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> get("/api/v1/rollouts/all-1").has("frozenSince"));
    assertThat(get("/api/v1/rollouts").path("items").path(0).path("reason").asText())
        .contains("all agents are frozen", "holidays");
    assertThat(api.post("/api/v1/rollouts/all-1/promote", "").status()).isEqualTo(409);

    assertThat(api.post("/api/v1/rollouts/all-1/abort", "").status()).isEqualTo(200);
    first.untilRuns("first");
    // The other one is heard of when the rollout has ended, and the server was restarted.
    server.restart();
    first.findsTheServer();
    second.findsTheServer();
    second.untilRuns("first");
    put("third", 201);
    target("prod@3");
    first.isOfferedNothing();
    unfreeze();
    first.untilRuns("third");
  }

  @Test
  void theSwitchSaysWhatIsWrong() {
    assertThat(api.post("/api/v1/freeze", "{}").status()).isEqualTo(400);
    assertThat(api.post("/api/v1/freeze", "{\"reason\": \" \"}").status()).isEqualTo(400);
    assertThat(
            api.post("/api/v1/freeze", "{\"reason\": \"r\", \"selector\": \"env~prod\"}").status())
        .isEqualTo(400);
    assertThat(api.delete("/api/v1/freeze").status()).as("nothing is frozen").isEqualTo(204);
    freeze(null);
    Answer same = api.post("/api/v1/freeze", "{\"reason\": \"holidays\"}");
    assertThat(same.status()).isEqualTo(200);
    Answer other = api.post("/api/v1/freeze", "{\"reason\": \"incident\"}");
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().path("detail").asText()).contains("holidays", "by operator");
    freeze("env=prod");
    assertThat(api.delete("/api/v1/freeze").status()).as("that of all agents").isEqualTo(204);
    assertThat(get("/api/v1/freeze").path("freezes").path(0).path("selector").asText())
        .isEqualTo("env=prod");
    freeze("env=dev");
    assertThat(api.delete("/api/v1/freeze").status()).as("which one?").isEqualTo(409);
    assertThat(api.delete("/api/v1/freeze?all=true").status()).isEqualTo(204);
    assertThat(Objects.requireNonNull(get("/api/v1/freeze")).path("freezes")).isEmpty();
  }
}
