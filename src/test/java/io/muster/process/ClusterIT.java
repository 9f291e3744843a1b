package io.muster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.operator.Answer;
import io.muster.operator.DeclaredResource;
import io.muster.operator.OperatorClient;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.ConnectionSettingsStatus;
import io.muster.protocol.proto.ConnectionSettingsStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.testagent.Conversation;
import io.muster.testagent.SocketConversation;
import io.muster.testagent.TestAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster cluster} as a user has it: three instances, three stores, one of which dies. */
class ClusterIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int INSTANCES = 3;
  private static final String SETTINGS = "/api/v1/connection-settings/taking";
  private static final Duration READY = Duration.ofSeconds(180);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of each instance, in order. */
  private final List<OperatorClient> operators = new ArrayList<>();

  @Test
  void whatIsPutOnOneInstanceIsReadOnAnotherAlsoWithoutOneOfTheStores(@TempDir Path folder)
      throws Exception {
    InfinispanJars.archive();
    Path log = folder.resolve("cluster.log");
    Process cluster = start(folder, log);
    List<ProcessHandle> children = List.of();
    try {
      JsonNode facts = awaitReady(cluster, folder, log);
      children = children(facts);
      assertThat(children).hasSize(6).allMatch(ProcessHandle::isAlive);
      assertThat(facts.path("instances")).hasSize(3);
      assertThat(facts.path("stores")).hasSize(3);
      String token = Files.readString(folder.resolve("operator-token")).strip();
      for (int i = 0; i < INSTANCES; i++) {
        operators.add(OperatorClient.at(port(facts, i, "operatorPort"), token));
      }
      OperatorClient first = operators.get(0);
      OperatorClient second = operators.get(1);

      first.putConfig("prod", "receivers: {}\n").expecting(200, 201);
      assertThat(revision(second)).isEqualTo(1);

      whatIsWrittenIsReadOnEveryInstanceAtOnce();
      agentsOfAllAreShownByAllAndMove(facts);
      connectionSettingsGoOutOverAllInstances(facts);
      twoThatPollAnInstanceEachAreToldApart(facts);

      ProcessHandle victim = children.get(3);
      victim.destroyForcibly();
      await()
          .atMost(PATIENCE)
          .ignoreException(AssertionError.class)
          .untilAsserted(() -> second.putConfig("prod", "exporters: {}\n").expecting(200, 201));
      assertThat(revision(first)).isEqualTo(2);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(Files.readString(log))
                  .contains("infinispan-1 (pid " + victim.pid() + ") ended with code 137"));
      assertThat(children.stream().filter(ProcessHandle::isAlive)).hasSize(5);

      cluster.destroy();
      assertThat(cluster.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(folder.resolve("cluster.json")).doesNotExist();
    } finally {
      operators.forEach(OperatorClient::close);
      cluster.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** As a Terraform provider needs it: each instance is written to, and all are read. */
  private void whatIsWrittenIsReadOnEveryInstanceAtOnce() {
    String config =
        "{\"files\": {\"collector.yaml\": {\"body\": \"%s: {}\\n\", \"contentType\":"
            + " \"text/yaml\"}}}";
    String target = "{\"selector\": {\"declared\": \"%s\"}, \"config\": \"prod\", \"weight\": 30}";
    String settings =
        "{\"selector\": {\"declared\": \"%s\"}, \"opamp\": {\"endpoint\":"
            + " \"wss://example.com/v1\", \"headers\": {\"x-team\": \"a\"}}}";
    List<OperatorClient> turn = new ArrayList<>(operators);
    for (int i = 0; i < INSTANCES; i++) {
      DeclaredResource.live(
          turn,
          "/api/v1/configs/declared-" + i,
          config.formatted("receivers"),
          config.formatted("exporters"));
      DeclaredResource.live(
          turn, "/api/v1/targets/declared", target.formatted("yes"), target.formatted("no"));
      DeclaredResource.live(
          turn,
          "/api/v1/connection-settings/declared",
          settings.formatted("yes"),
          settings.formatted("no"));
      Collections.rotate(turn, 1);
    }
  }

  private void agentsOfAllAreShownByAllAndMove(JsonNode facts) throws Exception {
    List<SocketConversation> sockets = new ArrayList<>();
    for (int i = 0; i < INSTANCES; i++) {
      sockets.add(connect(agent(i), port(facts, i, "agentPort")));
    }
    List<TestAgent> agents = sockets.stream().map(SocketConversation::agent).toList();
    await().atMost(PATIENCE).untilAsserted(() -> allConnected());
    List<String> instances = new ArrayList<>();
    for (TestAgent agent : agents) {
      Set<String> shown = shown(agent);
      assertThat(shown).as("instance of %s by all", agent.uid()).hasSize(1);
      instances.addAll(shown);
    }
    assertThat(Set.copyOf(instances)).hasSize(3);

    commandsReachAgentsOfOtherInstancesOnce(sockets.get(2), instances.get(2));

    TestAgent mover = agents.get(0);
    // Two sockets that both answer would be two agents.
    sockets.get(0).end();
    sockets.add(connect(mover, port(facts, 1, "agentPort")));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          allConnected();
          assertThat(shown(mover)).containsExactly(instances.get(1));
        });
    await()
        .during(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          allConnected();
          assertThat(shown(mover)).containsExactly(instances.get(1));
        });
    sockets.forEach(SocketConversation::close);
  }

  /** Put on the second, for an agent of the first, retried on the third. */
  private void connectionSettingsGoOutOverAllInstances(JsonNode facts) {
    TestAgent agent =
        new TestAgent(
            new InstanceUid(0x0190e0a200007000L, ~10),
            "taking",
            AgentCapability.REPORTS_STATUS,
            AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS,
            AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS);
    SocketConversation before = connect(agent, port(facts, 0, "agentPort"));
    String body =
        """
        {"selector": {"service.name": "taking"},
         "opamp": {"endpoint": "ws://127.0.0.1:%d/v1/opamp", "heartbeatInterval": "PT5S"}}
        """
            .formatted(port(facts, 1, "agentPort"));
    operators.get(1).putJson(SETTINGS, body).expecting(201);
    ServerToAgent offer = before.await(ServerToAgent::hasConnectionSettings);
    before.say(
        agent
            .message()
            .setConnectionSettingsStatus(
                ConnectionSettingsStatus.newBuilder()
                    .setLastConnectionSettingsHash(offer.getConnectionSettings().getHash())
                    .setStatus(ConnectionSettingsStatuses.ConnectionSettingsStatuses_FAILED)
                    .setErrorMessage("no route")));
    awaitStage("stopped");

    operators.get(2).post(SETTINGS + "/retry", "").expecting(200);
    before.await(ServerToAgent::hasConnectionSettings);
    before.end();
    SocketConversation after = connect(agent, port(facts, 1, "agentPort"));
    awaitStage("ten");
    after.end();
  }

  /** By every instance. */
  private void awaitStage(String stage) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          for (OperatorClient instance : operators) {
            JsonNode progress = get(instance, SETTINGS).path("progress");
            assertThat(progress.path(0).path("stage").asText()).as("%s", progress).isEqualTo(stage);
          }
        });
  }

  private static void twoThatPollAnInstanceEachAreToldApart(JsonNode facts) {
    TestAgent first = poller();
    TestAgent second = poller();
    for (int i = 0; i < 100; i++) {
      first.message(); // It has polled for a while.
    }
    Conversation here = Conversation.byPolling(first, port(facts, 0, "agentPort"));
    Conversation there = Conversation.byPolling(second, port(facts, 2, "agentPort"));
    here.report();
    List<ServerToAgent> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ServerToAgent answer = i == 0 ? there.report() : there.heartbeat();
      answers.add(answer);
      if (answer.hasAgentIdentification()) {
        second.rename(answer.getAgentIdentification().getNewInstanceUid());
        break;
      }
      assertThat(here.heartbeat().hasAgentIdentification()).isFalse();
    }
    assertThat(second.uid()).as("%s", answers).isNotEqualTo(first.uid());
    assertThat(there.report().hasErrorResponse()).isFalse();
    assertThat(here.heartbeat().hasAgentIdentification()).isFalse();
  }

  private static TestAgent poller() {
    return new TestAgent(
        new InstanceUid(0x0190e0a200007000L, ~20), "polling", AgentCapability.REPORTS_STATUS);
  }

  private static TestAgent agent(int number) {
    return new TestAgent(
            new InstanceUid(0x0190e0a200007000L, ~number),
            "moving",
            AgentCapability.REPORTS_STATUS,
            AgentCapability.ACCEPTS_RESTART_COMMAND,
            AgentCapability.REPORTS_HEALTH)
        .health(ComponentHealth.newBuilder().setHealthy(true));
  }

  /** A socket of an agent, which may have had another. */
  private static SocketConversation connect(TestAgent agent, int port) {
    SocketConversation socket = Conversation.overSocket(agent, port);
    socket.report();
    return socket;
  }

  /** The first instance is asked, the third has the agent. */
  private void commandsReachAgentsOfOtherInstancesOnce(SocketConversation agent, String instance) {
    Answer answer =
        operators
            .get(0)
            .post("/api/v1/agents/" + agent.agent().uid() + "/restart", "")
            .expecting(202);
    assertThat(answer.json().path("instance").asText()).isEqualTo(instance);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(restarts(agent)).as("restarts").isEqualTo(1));
    await()
        .during(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(restarts(agent)).as("restarts").isEqualTo(1));
  }

  private static long restarts(SocketConversation agent) {
    return agent.received().stream().filter(ServerToAgent::hasCommand).count();
  }

  /** By lists and by counts of every instance. */
  private void allConnected() {
    for (OperatorClient instance : operators) {
      JsonNode connected = get(instance, "/api/v1/agents?status=connected");
      assertThat(connected.path("total").asInt()).as(connected.toString()).isEqualTo(3);
      assertThat(connected.path("items")).hasSize(3);
      assertThat(get(instance, "/api/v1/agents").path("total").asInt()).isEqualTo(3);
    }
  }

  /** Which instance each of the three says the agent is connected to. */
  private Set<String> shown(TestAgent agent) {
    Set<String> instances = new TreeSet<>();
    for (OperatorClient instance : operators) {
      instances.add(get(instance, "/api/v1/agents/" + agent.uid()).path("instance").asText());
    }
    return instances;
  }

  private static JsonNode get(OperatorClient instance, String path) {
    return instance.get(path).expecting(200).json();
  }

  private static int port(JsonNode facts, int instance, String which) {
    return facts.path("instances").path(instance).path(which).asInt();
  }

  private static Process start(Path folder, Path log) throws IOException {
    List<String> options = new ArrayList<>(List.of("-Xmx256m"));
    options.addAll(MusterProcess.JVM);
    options.addAll(StartCache.options());
    List<String> command = new ArrayList<>(MusterProcess.command(options.toArray(String[]::new)));
    command.addAll(
        List.of(
            "cluster",
            "--data",
            folder.toString(),
            "--infinispan-class-path",
            InfinispanJars.file().toString()));
    var builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static JsonNode awaitReady(Process cluster, Path folder, Path log) throws IOException {
    Path file = folder.resolve("cluster.json");
    await().atMost(READY).until(() -> Files.exists(file) || !cluster.isAlive());
    assertThat(file).as(Files.readString(log)).exists();
    return JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
  }

  /** Instances, then stores. */
  private static List<ProcessHandle> children(JsonNode facts) {
    List<ProcessHandle> children = new ArrayList<>();
    for (String kind : List.of("instances", "stores")) {
      facts
          .path(kind)
          .forEach(
              child -> children.add(ProcessHandle.of(child.path("pid").asLong()).orElseThrow()));
    }
    return children;
  }

  private static int revision(OperatorClient instance) {
    return instance.get("/api/v1/configs/prod").expecting(200).json().path("revision").asInt();
  }
}
