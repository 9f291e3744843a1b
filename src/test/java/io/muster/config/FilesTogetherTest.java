package io.muster.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.redaction.Redaction;
import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many files are no way around the bounds of one. */
class FilesTogetherTest {

  private static ConfigDocument twice(String text) {
    ByteString body = ByteString.copyFromUtf8(text);
    return new ConfigDocument(
        List.of(
            new ConfigFile("a.yaml", body, ConfigFile.YAML),
            new ConfigFile("b.yaml", body, ConfigFile.YAML)));
  }

  @Test
  void charactersOfAllFilesCount() {
    String text = "a: " + "x".repeat(9 << 20);
    assertThat(DocumentCheck.problems(twice(text), false))
        .singleElement()
        .satisfies(problem -> assertThat(problem.file()).isEqualTo("b.yaml"))
        .satisfies(problem -> assertThat(problem.message()).contains("of all YAML files"));
  }

  @Test
  void valuesOfAllFilesCount() {
    String text = "a: [" + "1,".repeat(150_000) + "]";
    assertThat(DocumentCheck.problems(twice(text), false))
        .singleElement()
        .satisfies(problem -> assertThat(problem.file()).isEqualTo("b.yaml"))
        .satisfies(problem -> assertThat(problem.message()).contains("250000 keys and values"));
  }

  @Test
  void whatAllAliasesExpandToCounts() {
    String text = "a: &a [" + "1,".repeat(30_000) + "]\nb: [" + "*a,".repeat(20) + "]\n";
    assertThat(DocumentCheck.problems(twice(text), false))
        .singleElement()
        .satisfies(problem -> assertThat(problem.file()).isEqualTo("b.yaml"))
        .satisfies(problem -> assertThat(problem.message()).contains("aliases expand"));
  }

  @Test
  void redactionReadsTheFilesOfAReportTogetherAndFindsSecretsBeyondItsBounds() {
    Redaction together = new SecretRedaction(new SecretKeys(SecretKeys.DEFAULT)).together();
    ByteString file =
        ByteString.copyFromUtf8("a: {password: hunter2, b: 1}\nc: '" + "x".repeat(3 << 20) + "'\n");
    assertThat(together.redact(file).substring(0, 50).toStringUtf8()).contains("b: 1");
    // The second is read line by line, where the rest of the line may be the secret.
    assertThat(together.redact(file).substring(0, 50).toStringUtf8())
        .doesNotContain("hunter2", "b: 1");
  }
}
