package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Snippets for agents; that they connect is for the tests of real clients. */
class ConnectCommandTest {

  private static final Path PAGE = Path.of("docs/operate/connect.md");
  private static final Path GENERATED = Path.of("target/connect.md");

  /** A command of the page and what it prints below it. */
  private static final Pattern SHOWN =
      Pattern.compile(
          "```sh\n\\./muster connect ([^\n]*)\n```\n\n(```\\w*\n)(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  private record Ran(int code, String out, String err) {}

  private static Ran connect(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        new CommandLine(new ConnectCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(ExitCode::of)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err));
    return new Ran(command.execute(arguments), out.toString(), err.toString());
  }

  @ParameterizedTest
  @EnumSource
  void everySnippetHasWhatItNeedsAndNothingElse(ConnectKind kind) {
    String polled = kind.webSocket() ? "wss" : "https";
    Ran all =
        connect(
            kind.toString(),
            "--url=wss://muster.example:4320",
            "--agent-ca=/etc/muster/ca.pem",
            "--token-env=AGENT_TOKEN");
    assertThat(all.err()).isEmpty();
    assertThat(all.out())
        .contains(polled + "://muster.example:4320/v1/opamp", "/etc/muster/ca.pem", "AGENT_TOKEN")
        .doesNotContain("{{", "[ca]", "[token]", "insecure");
    Ran plain = connect(kind.toString(), "--url=ws://muster.example:4320/other");
    assertThat(plain.out())
        .contains("://muster.example:4320/other", "OPAMP_TOKEN")
        .doesNotContain("{{", "ca_file", "roots(", "trust(", "tls_certificate", "connect:");
  }

  @ParameterizedTest
  @EnumSource
  void anAgentThatCanBeGivenAUidIsGivenOneOfItsOwn(ConnectKind kind) {
    Pattern uuid = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-");
    String first = connect(kind.toString(), "--url=wss://m.example").out();
    String second = connect(kind.toString(), "--url=wss://m.example").out();
    if (uuid.matcher(first).find()) {
      assertThat(first).isNotEqualTo(second);
    } else {
      assertThat(first).isEqualTo(second);
    }
    assertThat(connect("go", "--url=wss://m.example", "--uid=0190e0a2-0000-7000-8000-00000000c0de"))
        .extracting(Ran::out)
        .asString()
        .contains("0190e0a2-0000-7000-8000-00000000c0de");
  }

  @ParameterizedTest
  @CsvSource({
    "--url=muster.example:4320, is no URL of agents",
    "--url=ftp://muster.example, is no URL of agents",
    "--url=wss://muster.example --agent-ca=a\\b.pem, has spaces",
    "--url=ws://muster.example --agent-ca=ca.pem, --agent-ca is for wss:// and https://",
  })
  void whatCannotBeIsRefused(String options, String why) {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.add("supervisor");
    Ran ran = connect(arguments.toArray(String[]::new));
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(why);
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0.0.0.0, false, supervisor, ws://127.0.0.1:4320/v1/opamp",
    "true, ::, true, supervisor, wss://127.0.0.1:4320/v1/opamp",
    "true, muster.example, true, python, https://muster.example:4320/v1/opamp",
    "true, fd00::1, true, go, wss://[fd00::1]:4320/v1/opamp",
  })
  void theServerSaysWhereAgentsConnect(
      boolean tls, String host, boolean token, String kind, String url) throws IOException {
    String answer =
        """
        {"version": "1", "agents": {"tls": %s, "host": "%s", "port": 4320, "path": "/v1/opamp", "token": %s}}
        """
            .formatted(tls, host, token);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v1/server",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      Path file = Files.writeString(folder.resolve("token"), "an-operators-token-of-this-test");
      Ran ran =
          connect(
              kind,
              "--server=http://127.0.0.1:" + server.getAddress().getPort(),
              "--token-file=" + file);
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.out()).contains(url);
      assertThat(ran.out().contains("OPAMP_TOKEN")).isEqualTo(token);
      assertThat(ran.err().contains("Only agents on this machine")).isEqualTo(url.contains("127."));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void thePageShowsWhatTheCommandPrints() throws IOException {
    String page = Files.readString(PAGE);
    Matcher shown = SHOWN.matcher(page);
    StringBuilder expected = new StringBuilder();
    int end = 0;
    int found = 0;
    while (shown.find()) {
      found++;
      Ran ran = connect(shown.group(1).split(" "));
      assertThat(ran.code()).as(ran.err()).isZero();
      expected.append(page, end, shown.start(3)).append(ran.out());
      end = shown.end(3);
    }
    expected.append(page, end, page.length());
    Files.createDirectories(GENERATED.getParent());
    Files.writeString(GENERATED, expected);

    assertThat(found).isEqualTo(ConnectKind.values().length);
    assertThat(page)
        .as("%s is out of date: copy %s over it", PAGE, GENERATED)
        .isEqualTo(expected.toString());
  }
}
