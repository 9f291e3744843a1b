package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What goes wrong between a command and its server is said in words of the user's world. */
class ConnectionErrorsTest {

  private static final String TOKEN = "a-token-that-nobody-else-may-see";
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private Path token = Path.of("");

  private record Ran(int code, String out, String err) {}

  @BeforeEach
  void writeToken() throws IOException {
    token = Files.writeString(folder.resolve("token"), TOKEN);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private Ran get(String server, String... more) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new GetCommand());
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    command.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler(ExitCode::of);
    command.setParameterExceptionHandler(new UsageErrors());
    List<String> arguments =
        new ArrayList<>(List.of("summary", "--server", server, "--token-file", token.toString()));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--timeout")) {
      arguments.addAll(List.of("--timeout", "20s"));
    }
    Ran ran =
        new Ran(command.execute(arguments.toArray(String[]::new)), out.toString(), err.toString());
    assertThat(ran.err())
        .doesNotContain(TOKEN, "Exception", "java.", "javax.", "sun.", "null", "PKIX")
        .hasLineCount(ran.err().isEmpty() ? 0 : 1);
    return ran;
  }

  private String answers(int status, String type, String body, String... header)
      throws IOException {
    HttpServer server = HttpServer.create(loopback(), 0);
    return serve(server, "http", status, type, body, header);
  }

  private String serve(
      HttpServer server, String scheme, int status, String type, String body, String... header) {
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", type);
          if (header.length == 2) {
            exchange.getResponseHeaders().add(header[0], header[1]);
          }
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    open.add(() -> server.stop(0));
    return scheme + "://127.0.0.1:" + server.getAddress().getPort();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static String problem(int status, String detail) {
    return """
    {"type": "about:blank", "title": "x", "status": %d, "detail": "%s"}
    """
        .formatted(status, detail);
  }

  @Test
  void nobodyListens() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Ran ran = get("http://127.0.0.1:" + free);

    assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(ran.err())
        .startsWith("http://127.0.0.1:" + free + " does not answer: connection refused")
        .contains("muster serve", "--server");
  }

  @Test
  void aNameThatNobodyHas() {
    Ran ran = get("http://no-such-host.invalid:8080", "--plaintext");

    assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(ran.err()).contains("no machine is known by the name 'no-such-host.invalid'");
  }

  @Test
  void aServerThatSaysNothing() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ran ran = get("http://127.0.0.1:" + silent.getLocalPort(), "--timeout", "200ms");

      assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(ran.err()).contains("request timed out after 200 ms", "--timeout");
    }
  }

  /** Says one thing to everybody, and hangs up. */
  private int says(String greeting) throws IOException {
    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.add(socket);
    Thread.ofVirtual()
        .start(() -> {
          while (!socket.isClosed()) {
            try (var peer = socket.accept()) {
              var _ = peer.getInputStream().read();
              peer.getOutputStream().write(greeting.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
              return;
            }
          }
        });
    return socket.getLocalPort();
  }

  @Test
  void aServerThatSpeaksAnotherLanguage() throws IOException {
    for (String greeting :
        List.of("SSH-2.0-OpenSSH_9\r\n", "", "\u0015\u0003\u0003\u0000\u0002\u0002F")) {
      Ran ran = get("http://127.0.0.1:" + says(greeting));

      assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(ran.err()).contains("without an answer in HTTP", "operators' port", "https://");
    }
  }

  @Test
  void aTokenThatIsRefusedIsNamedByItsFile() throws IOException {
    Ran ran =
        get(
            answers(
                401,
                "application/problem+json",
                problem(401, "this is not a token of this server")));

    assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ran.err())
        .contains("refuses the token of " + token, "(401)", "operator-token", "--token-file");
  }

  @Test
  void aMissingPermissionIsNamed() throws IOException {
    Ran ran =
        get(
            answers(
                403,
                "application/problem+json",
                problem(403, "this operator does not have the permission agent:read")));

    assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ran.err()).contains("agent:read", "(403)", "Ask whoever runs");
  }

  @Test
  void whatIsNotMusterIsSaidToBeAnother() throws IOException {
    for (int status : new int[] {200, 401, 403, 404, 502}) {
      Ran ran = get(answers(status, "text/html", "<html>hello</html>"));

      assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(ran.err()).contains("answers " + status, "not as Muster does");
      assertThat(ran.out()).isEmpty();
    }
  }

  @Test
  void theTokenIsNotSentToWhereARedirectPoints() throws IOException {
    String other = answers(200, "application/json", "{}");
    Ran ran = get(answers(302, "text/plain", "", "Location", other + "/login"));

    assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(ran.err()).contains("points to " + other + "/login", "--server");
    assertThat(asked).containsExactly("/api/v1/agents/summary");
  }

  @Test
  void aPathBeforeTheApiIsKept() throws IOException {
    Ran ran = get(answers(200, "application/json", "{\"total\": 3}") + "/muster/");

    assertThat(ran.code()).isZero();
    assertThat(asked).containsExactly("/muster/api/v1/agents/summary");
  }

  @Test
  void tlsWhereThereIsNone() throws IOException {
    Ran ran = get("https://127.0.0.1:" + says("HTTP/1.1 400 Bad Request\r\n\r\n"));

    assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(ran.err()).contains("does not speak TLS", "http://");

    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ran mute = get("https://127.0.0.1:" + silent.getLocalPort(), "--timeout", "300ms");
      assertThat(mute.err()).contains("within 300 ms", "If it speaks no TLS, write http://");
    }
  }

  @Test
  void anUnknownAuthorityIsNamedWithCa() throws Exception {
    String server = tls("ours", "ip:127.0.0.1,dns:localhost");

    Ran unknown = get(server);
    assertThat(unknown.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(unknown.err()).contains("not issued by an authority", "--ca FILE");

    assertThat(get(server, "--ca", pem("ours").toString()).code()).isZero();
    assertThat(asked).containsExactly("/api/v1/agents/summary");

    tls("other", "ip:127.0.0.1");
    Ran wrong = get(server, "--ca", pem("other").toString());
    assertThat(wrong.code()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(wrong.err()).contains("not issued by an authority in " + pem("other"));
  }

  @Test
  void aCertificateForAnotherNameIsSaidToBeThat() throws Exception {
    String named = tls("named", "dns:muster.example");
    assertThat(get(named, "--ca", pem("named").toString()).err())
        .contains("certificate is for another name than '127.0.0.1'");
  }

  @Test
  void aCertificateOutOfItsTimeIsSaidToBeThat() {
    assertThat(said(new CertificateExpiredException("NotAfter: yesterday")))
        .contains("has expired");
    assertThat(said(new CertificateNotYetValidException("NotBefore: tomorrow")))
        .contains("not valid yet", "clock");
    assertThat(said(new IllegalStateException("java.lang.Foo$BarException: odd")))
        .contains("TLS failed")
        .doesNotContain("Exception");
  }

  private static String said(Throwable cause) {
    return ConnectionProblem.text(
        URI.create("https://x"),
        Duration.ofSeconds(1),
        null,
        (IOException)
            new SSLHandshakeException("(certificate_unknown) PKIX path validation failed")
                .initCause(new CertPathValidatorException("validity check failed", cause)));
  }

  @Test
  void aFileOfAuthoritiesThatIsNoneIsNotShown() throws IOException {
    String secret = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    for (String content :
        List.of(
            "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n",
            "-----BEGIN CERTIFICATE-----\n" + secret + "\n-----END CERTIFICATE-----\n",
            secret,
            "")) {
      Path file = Files.writeString(folder.resolve("ca.pem"), content);
      Ran ran = get("https://127.0.0.1:1", "--ca", file.toString());

      assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(ran.err()).contains(file.toString(), "BEGIN CERTIFICATE").doesNotContain(secret);
    }
    Ran none = get("https://127.0.0.1:1", "--ca", folder.resolve("none").toString());
    assertThat(none.err()).contains("there is no such file");
    assertThat(get("https://127.0.0.1:1", "--ca", folder.toString()).err()).contains("folder");
  }

  @Test
  void anUnencryptedTokenIsNotSilentAndTheOneOfThisMachineStaysHere() {
    String away = "http://no-such-host.invalid:8080";
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new GetCommand());
    command.setErr(new PrintWriter(err)).setExecutionExceptionHandler(ExitCode::of);

    command.execute("summary", "--server", away, "--token-file", token.toString());
    assertThat(err.toString()).startsWith("warning: the token goes to " + away + " unencrypted");

    err.getBuffer().setLength(0);
    command.execute("summary", "--server", away, "--token-file", token.toString(), "--plaintext");
    assertThat(err.toString()).startsWith(away + " does not answer");

    err.getBuffer().setLength(0);
    command.execute("summary", "--server", away);
    assertThat(err.toString()).startsWith("no token was named for " + away);
  }

  /** A server with a certificate of its own, made by the JDK's keytool and valid for five days. */
  private String tls(String name, String names) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + names,
        "-validity",
        "5",
        "-storetype",
        "PKCS12",
        "-storepass",
        new String(PASSWORD),
        "-keystore",
        store.toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Files.writeString(
        pem(name),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("server").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    KeyManagerFactory manager =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    manager.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(manager.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return serve(server, "https", 200, "application/json", "{\"total\": 3}");
  }

  private Path pem(String name) {
    return folder.resolve(name + ".pem");
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
