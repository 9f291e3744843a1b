package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Names of servers: what is kept of them, and what is said of wrong ones. */
class ContextsTest {

  private static final Contexts.Context PROD =
      new Contexts.Context("https://muster.example:8080", "/secrets/prod.token", "/ca.pem");
  private static final Contexts.Context LOCAL =
      new Contexts.Context("http://localhost:8080", null, null);

  @TempDir Path folder;

  @Test
  void theFirstIsInUseAtOnceAndTheNextWhenItIsSaid() {
    Contexts contexts = new Contexts("", Map.of()).with("prod", PROD).with("local", LOCAL);
    assertThat(contexts.current()).isEqualTo("prod");
    assertThat(contexts.names()).containsExactly("local", "prod");
    assertThat(contexts.using("local").current()).isEqualTo("local");
  }

  @Test
  void whatIsForgottenIsNotInUse() {
    Contexts contexts = new Contexts("", Map.of()).with("prod", PROD).with("local", LOCAL);
    assertThat(contexts.without("prod").current()).isEmpty();
    assertThat(contexts.without("local").current()).isEqualTo("prod");
    assertThat(contexts.without("prod").names()).containsExactly("local");
  }

  @Test
  void theyAreReadAsTheyWereWrittenByTheirOwnerAlone() throws IOException {
    Path inside = folder.resolve("muster");
    Contexts contexts = new Contexts("", Map.of()).with("prod", PROD).with("local", LOCAL);
    contexts.write(inside);
    contexts.using("local").write(inside);

    assertThat(Contexts.read(inside)).isEqualTo(contexts.using("local"));
    try (var files = Files.list(inside)) {
      assertThat(files)
          .singleElement()
          .satisfies(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
    assertThat(Files.getPosixFilePermissions(inside))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void noFileIsNoContextsAndABrokenOneSaysWhatToDo() throws IOException {
    assertThat(Contexts.read(folder).all()).isEmpty();

    new Contexts("", Map.of()).with("prod", PROD).write(folder);
    try (var files = Files.list(folder)) {
      Files.writeString(files.findFirst().orElseThrow(), "{broken");
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Contexts.read(folder))
        .withMessageContaining("is no JSON: correct it, or remove it");
  }

  @Test
  void aNameThatIsNotThereSaysWhichAre() {
    Contexts contexts = new Contexts("", Map.of()).with("prod", PROD).with("local", LOCAL);
    assertThat(ContextCommand.unknown(contexts, "prd"))
        .contains("there is no context 'prd'; there are local, prod", "did you mean 'prod'?");
    assertThat(ContextCommand.unknown(new Contexts("", Map.of()), "prod"))
        .contains("add one with 'muster context add'");
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingIsWritten() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "not a token at all\nbut two lines\n");
    assertThat(add("a/b", "--server", "http://localhost:8080")).isEqualTo(2);
    assertThat(add("prod", "--server", "ftp://localhost")).isEqualTo(2);
    assertThat(add("prod")).isEqualTo(2);
    assertThat(add("prod", "--server", "http://localhost:8080", "--token-file", token.toString()))
        .isNotZero();
    assertThat(add("prod", "--server", "https://localhost:8080", "--ca", token.toString()))
        .isNotZero();
  }

  private static int add(String... arguments) {
    return new CommandLine(new ContextCommand.Add())
        .setErr(new PrintWriter(Writer.nullWriter()))
        .setExecutionExceptionHandler(ExitCode::of)
        .execute(arguments);
  }
}
