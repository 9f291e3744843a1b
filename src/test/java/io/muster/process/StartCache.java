package io.muster.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.operator.OperatorClient;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.testagent.Conversation;
import io.muster.testagent.TestAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What makes the many servers of the tests start in half the time: the classes that one of them
 * loaded, written down at its end (JEP 483), once per build. Without it they start as well.
 */
public final class StartCache {

  private static final Path FILE = Path.of("target", "tests.aot").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static @Nullable Boolean made;

  private StartCache() {}

  /**
   * Options of a JVM that is to start with it; the first call makes it. None if there is no JVM.
   */
  public static synchronized List<String> options() {
    if (MusterProcess.isNative()) {
      return List.of();
    }
    if (made == null) {
      made = make();
    }
    return made ? List.of("-XX:AOTCache=" + FILE, "-Xlog:aot=off", "-Xlog:cds=off") : List.of();
  }

  private static boolean make() {
    Path built = MusterProcess.application().resolveSibling("quarkus-app-dependencies.txt");
    return OncePerBuild.make(FILE, built, StartCache::train);
  }

  private static boolean train() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("muster-it-");
    Path made = FILE.resolveSibling("tests.aot.new");
    List<String> java = MusterProcess.command();
    List<String> command = new ArrayList<>(List.of(java.getFirst()));
    command.addAll(MusterProcess.JVM);
    command.add("-XX:AOTCacheOutput=" + made);
    command.addAll(java.subList(1, java.size()));
    command.addAll(List.of("serve", "--data", data.toString()));
    command.addAll(List.of("--agent-port", "0", "--operator-port", "0"));
    Process server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("log").toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> !server.isAlive() || Files.exists(data.resolve("server.json")));
      use(data);
      server.destroy();
      if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !Files.exists(made)) {
        return false;
      }
      Files.move(made, FILE, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      server.destroyForcibly();
      MusterProcess.delete(data);
    }
  }

  /**
   * So that what the first requests and agents need is written down, too; answers do not matter.
   */
  private static void use(Path data) throws IOException {
    if (!Files.exists(data.resolve("server.json"))) {
      return;
    }
    JsonNode facts = new ObjectMapper().readTree(Files.readString(data.resolve("server.json")));
    int agents = facts.path("agentPort").asInt();
    TestAgent agent =
        new TestAgent(
            new InstanceUid(1, 2),
            "first",
            AgentCapability.REPORTS_STATUS,
            AgentCapability.ACCEPTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_REMOTE_CONFIG);
    String token = Files.readString(data.resolve("operator-token")).strip();
    try (var api = OperatorClient.at(facts.path("operatorPort").asInt(), token);
        var socket = Conversation.overSocket(agent, agents);
        var polling =
            Conversation.byPolling(new TestAgent(new InstanceUid(1, 3), "poll"), agents)) {
      api.putConfig("first", "receivers: {}\n");
      api.putJson("/api/v1/targets/first", "{\"selector\": {}, \"config\": \"first\"}");
      socket.report();
      polling.report();
      for (String path : List.of("/readyz", "/metrics", "/api/v1/agents", "/api/v1/targets")) {
        api.get(path);
      }
    }
  }
}
