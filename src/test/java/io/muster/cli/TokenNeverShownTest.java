package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.cli.client.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A wrong file or variable where a token is expected: said so, and never shown. */
class TokenNeverShownTest {

  private static final String SECRET = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
  private static final String KEY =
      "-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----\n";

  /** Nobody listens there; a token is looked at before anybody is asked. */
  private static final String NOBODY = "http://127.0.0.1:1";

  private static final String EXPECTED = "20 to 512 printable ASCII characters without spaces";

  @TempDir Path folder;

  private record Ran(int code, String text) {}

  private static Ran muster(String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine command = Muster.command();
    command.setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
    return new Ran(command.execute(arguments), text.toString());
  }

  private Ran agents(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("wrong"), content);
    return muster("get", "agents", "--server", NOBODY, "--token-file", file.toString());
  }

  private static void assertHidden(Ran ran) {
    assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(ran.text()).doesNotContain(SECRET, "PRIVATE", "Exception").hasSizeLessThan(600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        KEY,
        "users:\n- name: admin\n  user: {token: " + SECRET + "}\n",
        SECRET + " " + SECRET,
        SECRET + "\u0007",
        SECRET + "ü",
        ""
      })
  void aFileThatHoldsNoTokenIsNamedAndNotShown(String content) throws IOException {
    Ran ran = agents(content.getBytes(StandardCharsets.UTF_8));

    assertHidden(ran);
    assertThat(ran.text()).contains(folder.resolve("wrong").toString(), EXPECTED);
  }

  @Test
  void norIsAWrongFileShownWhereATokenOfAgentsIsExpected() throws IOException {
    String file = Files.writeString(folder.resolve("wrong"), KEY).toString();
    Ran ran =
        muster("simulate", "--agents", "1", "--url", "ws://127.0.0.1:1", "--token-file", file);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.text())
        .contains(file, "a token of agents", "several lines")
        .doesNotContain(SECRET, "PRIVATE", "Exception");
    Ran both =
        muster(
            "simulate",
            "--agents",
            "1",
            "--url",
            "ws://127.0.0.1:1",
            "--token",
            "t",
            "--token-file",
            file);
    assertThat(both.text()).contains("both given").doesNotContain(SECRET);
  }

  @Test
  void norIsOneThatIsNoTextOrVeryLong() throws IOException {
    byte[] binary = (SECRET + "_").getBytes(StandardCharsets.US_ASCII);
    binary[binary.length - 1] = (byte) 0xff;
    Ran notText = agents(binary);
    assertHidden(notText);
    assertThat(notText.text()).contains("not printable ASCII", EXPECTED);

    Ran tooLong = agents(SECRET.repeat(1000).getBytes(StandardCharsets.US_ASCII));
    assertHidden(tooLong);
    assertThat(tooLong.text()).contains("longer", EXPECTED);
  }

  @Test
  void aTokenThatIsTakenForTheNameOfItsFileIsNotShown() {
    for (String content : new String[] {SECRET, KEY}) {
      Ran ran = muster("get", "agents", "--server", NOBODY, "--token-file", content);

      assertHidden(ran);
      assertThat(ran.text()).contains("name is not shown", "--token-file", "MUSTER_TOKEN");
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path none = folder.resolve("none");

    Ran ran = muster("get", "agents", "--server", NOBODY, "--token-file", none.toString());

    assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(ran.text()).contains("there is no token in " + none, "MUSTER_TOKEN_FILE");
  }

  @Test
  void theSimulatorDoesNotShowItEither() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), KEY);

    Ran ran =
        muster(
            "simulate",
            "--agents=1",
            "--changes=1",
            "--url=ws://127.0.0.1:1/v1/opamp",
            "--operator-url=" + NOBODY,
            "--operator-token-file=" + file);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.text())
        .doesNotContain(SECRET, "PRIVATE KEY")
        .contains(file.toString(), EXPECTED);
  }

  @Test
  void aVariableThatHoldsNoTokenIsNamedAndNotShown() throws Exception {
    Ran token = process(Map.of("MUSTER_TOKEN", KEY));
    assertHidden(token);
    assertThat(token.text()).contains("MUSTER_TOKEN ", "several lines", EXPECTED);

    Ran file = process(Map.of("MUSTER_TOKEN_FILE", KEY));
    assertHidden(file);
    assertThat(file.text()).contains("MUSTER_TOKEN_FILE", "name is not shown");
  }

  private Ran process(Map<String, String> environment) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.muster.cli.Muster",
                "get",
                "agents",
                "--server",
                NOBODY)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MUSTER_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
      return new Ran(process.exitValue(), Files.readString(folder.resolve("out")));
    } finally {
      process.destroyForcibly();
    }
  }
}
