package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.process.MusterProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

/** The export when it cannot be finished; MoveToClusterIT has what becomes of a whole one. */
class ExportIT {

  private static final String YAML =
      """
      receivers: {otlp: {protocols: {grpc: }}}
      exporters: {debug: }
      service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
      """;

  @Test
  void whatFailsBeforeTheFirstBytesIsAProblemAsElsewhere() throws Exception {
    try (var server = MusterProcess.server().start();
        var api = server.operator()) {
      assertThat(api.put("/api/v1/configs/prod", "application/yaml", YAML).status()).isEqualTo(201);
      forgetRevisions(server.data());

      var answer = api.get("/api/v1/export");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.json().path("detail").asText())
          .startsWith("A revision of a config or rule set is gone");
    }
  }

  private static void forgetRevisions(Path data) throws Exception {
    try (var files = Files.walk(data)) {
      Path file = files.filter(each -> each.toString().endsWith(".db")).findFirst().orElseThrow();
      try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
          var statement = database.createStatement()) {
        assertThat(statement.executeUpdate("DELETE FROM entries WHERE cache = 'revisions'"))
            .isPositive();
      }
    }
  }
}
