package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Transport;
import io.muster.process.MusterProcess;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.ServerToAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * ERR-3 and ERR-14: a store that takes no writes, here because another process holds the database's
 * lock. Agents are answered all the same (SEMANTICS 1), and what they said is saved later.
 */
@Conformance
@Needs(Ability.OWN_PROCESS)
class FailingStoreIT {

  private static final Duration FAILED_FOR_SURE = Duration.ofSeconds(11);

  @OverBothTransports
  @Check({"ERR-3", "ERR-14"})
  void agentsAreAnsweredWithoutErrorAndTheirReportsSavedLater(Transport transport)
      throws SQLException, IOException {
    try (var server = MusterServer.start(MusterProcess.server());
        var agent = Agent.introduced(server.endpoint(), transport)) {
      try (var database = database(server.process().data());
          var statement = database.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        // An operator's change, which waits for the store as long as that tries.
        var waiting =
            CompletableFuture.supplyAsync(
                () -> server.push("waits", ConfigFiles.yaml("a: 1")), Thread::startVirtualThread);
        var health = ComponentHealth.newBuilder().setHealthy(true).setStatus("while locked");
        assertQuiet(agent.say(agent.message().setHealth(health)), agent.uid());
        assertThat(waiting).as("who waits for the store").isNotDone();
        assertQuiet(agent.heartbeat(), agent.uid());
        try (var newcomer = Agent.connect(server.endpoint(), transport)) {
          assertQuiet(newcomer.introduce(), newcomer.uid());
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> unsaved(server) == 2);
        statement.execute("ROLLBACK");
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> unsaved(server) == 0);
      server.process().kill();
      server.process().startAgain();
      var view = server.agent(agent.uid()).orElseThrow();
      assertThat(view.health().path("status").asText()).isEqualTo("while locked");
    }
  }

  @OverBothTransports
  @Check({"ERR-14", "RC-2"})
  void nothingIsOfferedUntilTheAttemptIsStored(Transport transport)
      throws SQLException, IOException {
    try (var server = MusterServer.start(MusterProcess.server());
        var agent = Agent.connect(server.endpoint(), transport)) {
      assertThat(server.push(agent.tag(), ConfigFiles.yaml("a: 1")).accepted()).isTrue();
      try (var database = database(server.process().data());
          var statement = database.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThat(agent.introduce().hasRemoteConfig()).isFalse();
        // Longer than the store waits for its lock, and than the sweep lets pass.
        assertThat(agent.listen(FAILED_FOR_SURE)).noneMatch(ServerToAgent::hasRemoteConfig);
        assertThat(agent.heartbeat().hasRemoteConfig()).isFalse();
        statement.execute("ROLLBACK");
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> agent.listen(SILENCE).stream().anyMatch(ServerToAgent::hasRemoteConfig));
      assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasRemoteConfig);
    }
  }

  private static double unsaved(MusterServer server) {
    return server
        .metrics()
        .lines()
        .filter(line -> line.startsWith("muster_agents_unsaved"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no gauge of unsaved agents"));
  }

  private static Connection database(Path data) throws IOException, SQLException {
    try (var files = Files.walk(data)) {
      var file =
          files
              .filter(f -> Set.of("db", "sqlite", "sqlite3").contains(extension(f)))
              .findFirst()
              .orElseThrow();
      return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
  }

  private static String extension(Path file) {
    var name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
