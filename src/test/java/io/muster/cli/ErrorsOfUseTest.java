package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A wrong command line: what is wrong in one line, and what was probably meant. */
class ErrorsOfUseTest {

  private record Ran(int code, String err) {}

  private static Ran muster(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Muster.command();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = command.execute(arguments);
    assertThat(out.toString()).as("standard output").isEmpty();
    return new Ran(code, err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          gte agents | 'gte' is no command of muster; did you mean 'get'?
          rolout watch x | 'rolout' is no command of muster; did you mean 'rollout'?
          watch x | 'watch' is no command of muster; did you mean 'rollout watch'?
          ls | 'ls' is no command of muster; did you mean 'get'?
          frobnicate | 'frobnicate' is no command of muster
          rollout wtach x | 'wtach' is no command of muster rollout; did you mean 'watch'?
          get agents --selektor a=b | muster get has no option '--selektor'; did you mean '--selector'?
          get agents --sinc failed | muster get has no option '--sinc'; did you mean '--sync'?
          get podz | 'podz' is no kind
          get agnets | did you mean 'agents'?
          get agents --limit many | 'many' is no whole number
          get agents --timeout 0s | '0s' is no time to wait
          get agents --timeout soon | 'soon' is no duration
          get agents -o xml | 'xml' is no form
          why | Missing required parameter: 'UID'
          why a b | muster why takes no further 'b'
          health --url http:///x | expected http://HOST:PORT
          health --timeout 0s --url http://127.0.0.1:1 | is no time to wait
          """)
  void isSaidInOneLineWithTheWayOut(String line, String expected) {
    Ran ran = muster(line.split(" "));

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(expected).contains("--help'.").hasLineCount(2);
    assertThat(ran.err()).doesNotContain("java.", "Exception", " int ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8080",
        "ws://127.0.0.1:4320/v1/opamp",
        "http://",
        "http:// x",
        "http://127.0.0.1:99999x",
        "ftp://x",
        "http://127.0.0.1:1/?a=b"
      })
  void anAddressThatIsNoneSaysWhatIsExpected(String address) {
    Ran ran = muster("get", "agents", "--server", address);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(address, "http://HOST:PORT").doesNotContain("java.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://admin:hunter2secret@127.0.0.1:1",
        "hunter2secrethunter2secrethunter2secret",
        "https://hunter2secret@x:9"
      })
  void aSecretInAnAddressIsNotShown(String address) {
    Ran ran = muster("get", "agents", "--server", address);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).doesNotContain("hunter2").contains("http://HOST:PORT");
  }

  @Test
  void anAddressWithoutSchemeIsCompleted() {
    assertThat(muster("get", "agents", "--server", "localhost:8080").err())
        .contains("did you mean http://localhost:8080?");
  }
}
