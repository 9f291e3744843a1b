package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.process.MusterProcess.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quiet start and the orderly end; starts that fail are in {@code StartupFailureIT}. */
class StartIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void sigtermEndsItInGoodOrder() {
    try (MusterProcess server = MusterProcess.server().start()) {
      assertThat(server.data().resolve("server.json")).exists();
      assertThat(server.log())
          .contains("is ready")
          .doesNotContain(server.token())
          .doesNotContain("level=WARN", "level=ERROR", "\tat ");
      server.terminate();
      Exit exit = server.waitForExit(PATIENCE);
      assertThat(exit.code()).isIn(0, 143);
      assertThat(exit.output()).contains("event=drained").doesNotContain("Exception");
      assertThat(server.data().resolve("server.json")).doesNotExist();
      assertThat(server.data().resolve("operator-token")).exists();
    }
  }

  /** Each took a part of every start, for what a start has no use for. */
  @Test
  void aStartNeitherWritesTheOpenApiDocumentNorReadsItsOptionsWithPicocli(@TempDir Path folder)
      throws Exception {
    assumeFalse(MusterProcess.isNative(), "a native program loads no classes");
    Path classes = folder.resolve("classes.log");
    try (MusterProcess server =
            MusterProcess.server().jvm("-Xlog:class+load:file=" + classes).start();
        OperatorClient operators = server.operator()) {
      List<String> loaded;
      try (Stream<String> lines = Files.lines(classes)) {
        loaded = lines.toList();
      }
      assertThat(loaded).hasSizeGreaterThan(5_000);
      assertThat(loaded)
          .filteredOn(line ->
              line.contains(" picocli.CommandLine source")
                  || line.contains("io.smallrye.openapi.api.SmallRyeOpenAPI ")
                  || line.contains("OpenApiDocumentService$StaticDocument"))
          .isEmpty();
      assertThat(operators.get("/q/openapi?format=json").expecting(200).json().path("paths"))
          .isNotEmpty();
    }
  }
}
