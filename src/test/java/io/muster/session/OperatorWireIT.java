package io.muster.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operators' port, byte by byte: what is not read for sure is refused, and nothing piles up.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperatorWireIT {

  private static final String STATE =
      "GET /api/v1/state HTTP/1.1\r\nHost: h\r\nAuthorization: TOKEN";
  private static final String PUT =
      "PUT /api/v1/configs/wire HTTP/1.1\r\nAuthorization: TOKEN\r\nContent-Type: application/yaml";
  private static final String CHUNKED = PUT + "\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String END = "\r\n\r\n";

  /** As many as OperatorConnections takes. */
  private static final int CONNECTIONS = 300;

  private static MusterProcess server;

  /** Connected before all else, and never says anything. */
  private static Socket silent;

  @BeforeAll
  static void start() throws IOException {
    server = MusterProcess.server().start();
    silent = connect();
  }

  @AfterAll
  static void stop() throws IOException {
    silent.close();
    server.close();
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.operatorPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket
        .getOutputStream()
        .write(text.replace("TOKEN", "Bearer " + server.token()).getBytes(UTF_8));
  }

  /** What comes back until the server closes. */
  private static String answers(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static void assertRefused(String answers, int status) {
    assertThat(answers)
        .startsWith("HTTP/1.1 " + status + " ")
        .containsIgnoringCase("\r\nContent-Type: application/problem+json\r\n")
        .contains("\"status\":" + status + ",\"detail\":\"")
        .endsWith("\"}");
  }

  /** Whoever reads it the other way finds a request of its own in the body. */
  @ParameterizedTest
  @CsvSource({
    "400, Content-Length: 3;Transfer-Encoding: chunked",
    "400, Transfer-Encoding: chunked;Content-Length: 3",
    "400, Content-Length: 3;Content-Length: 4",
    "400, Content-Length: +3",
    "400, Content-Length : 3",
    "501, Transfer-Encoding: xchunked",
    "501, 'Transfer-Encoding: gzip, chunked'",
    "501, Transfer-Encoding: chunked;Transfer-Encoding: chunked",
    "501, Transfer-Encoding: identity"
  })
  void aBodyWhoseEndIsUnclearIsRefusedAndWhatFollowsIsNotRead(int status, String headers)
      throws IOException {
    String request = PUT + "\r\nHost: h\r\n" + headers.replace(";", "\r\n") + END;
    String answers = answers(request + "3\r\na: \r\n0\r\n\r\n" + STATE + END);
    assertRefused(answers, status);
    assertThat(answers).doesNotContain("writable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Host: a\r\nHost: b",
        "Host: a\r\nhost: a",
        "Host: a b",
        "Host: a/b",
        "Host: a@b",
        "Host: a:b"
      })
  void aHostThatIsNoneOrTwo(String headers) throws IOException {
    assertRefused(
        answers("GET /api/v1/state HTTP/1.1\r\nAuthorization: TOKEN\r\n" + headers + END), 400);
  }

  @ParameterizedTest
  @CsvSource({
    "505, GET / HTTP/2.0",
    "505, PRI * HTTP/2.0",
    "400, GET /%zz HTTP/1.1",
    "400, GET /readyz?q=%f HTTP/1.1",
    "400, nonsense",
    "501, CONNECT a:80 HTTP/1.1",
    "501, OPTIONS * HTTP/1.1"
  })
  void aRequestLineThatIsNone(int status, String line) throws IOException {
    assertRefused(answers(line + "\r\nHost: h\r\n\r\n"), status);
  }

  @Test
  void aHeadThatIsTooLong() throws IOException {
    assertRefused(answers("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: h" + END), 414);
    assertRefused(answers(STATE + "\r\nX: " + "a".repeat(20_000) + END), 431);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\n", "-1\r\n", "3\r\na: XX0\r\n\r\n", "3;=\r\na: \r\n0\r\n\r\n"})
  void chunksThatAreNone(String body) throws IOException {
    assertRefused(answers(CHUNKED + body), 400);
    assertThat(server.log()).doesNotContain("event=api_error");
  }

  @Test
  void chunksWithExtensionsAndTrailersAreRead() throws IOException {
    String body = "1;name;other=\"of value\"\r\na\r\n2\r\n: \r\n0\r\nTrailer: x\r\n\r\n";
    assertThat(answers(CHUNKED.replace("Host: h", "Host: h\r\nConnection: close") + body))
        .startsWith("HTTP/1.1 20");
  }

  /** Nobody was promised HTTP/2, and it would pass by all of this. */
  @Test
  void anUpgradeToHttp2IsPassedOver() throws IOException {
    String upgrade =
        "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA";
    try (Socket socket = connect()) {
      send(socket, STATE + upgrade + END);
      assertThat(new String(socket.getInputStream().readNBytes(15), US_ASCII))
          .isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void requestsBeforeOneThatIsRefusedAreAnsweredFirst() throws IOException {
    String answers = answers((STATE + END).repeat(3) + "GET / HTTP/1.1" + END + STATE + END);
    assertThat(answers.split("HTTP/1.1 ", -1))
        .satisfiesExactly(
            nothing -> assertThat(nothing).isEmpty(),
            first -> assertThat(first).startsWith("200 OK"),
            second -> assertThat(second).startsWith("200 OK"),
            third -> assertThat(third).startsWith("200 OK"),
            refused -> assertThat(refused).startsWith("400 Bad Request"));
  }

  @Test
  void whoAsksFasterThanItIsAnsweredIsCut() throws IOException {
    String many = (STATE + END).repeat(100);
    try (Socket socket = connect()) {
      try {
        for (int i = 0; i < 200; i++) {
          send(socket, many);
        }
        socket.getInputStream().readAllBytes();
      } catch (SocketException reset) {
        assertThat(reset).hasMessageMatching(".*([Rr]eset|[Bb]roken pipe).*");
      }
    }
    assertThat(metrics())
        .containsPattern(
            "muster_sockets_evicted_total\\{reason=\"(pipelining|unread_answers)\"\\}");
  }

  @Test
  void connectionsAreBoundedAndThoseOfAgentsAreNotMeant() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      boolean full = false;
      for (int i = 0; i <= CONNECTIONS && !full; i++) {
        Socket socket = connect();
        sockets.add(socket);
        send(socket, STATE + END);
        full = ended(socket);
      }
      assertThat(full).isTrue();
      try (Socket agent = new Socket("127.0.0.1", server.agentPort())) {
        agent.setSoTimeout(30_000);
        agent.getOutputStream().write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
        assertThat(agent.getInputStream().read()).isEqualTo('H');
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    assertThat(metrics()).contains("reason=\"too_many_operators\"");
  }

  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  private static String metrics() {
    try (OperatorClient operator = server.operator()) {
      return operator.send(operator.request("/metrics")).expecting(200).body();
    }
  }

  @Test
  void whoSaysNothingIsCut() throws IOException {
    assertThat(silent.getInputStream().read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"selector\": {\"a\": \"b\"}, \"config\": \"wire\", \"order\": \"100\"}",
        "{\"selector\": {\"a\": \"b\"}, \"config\": \"wire\", \"labelsOnly\": \"true\"}",
        "{\"selector\": {\"a\": \"\\ud800\"}, \"config\": \"wire\"}",
        "{\"selector\": {\"a\\u0000\": \"b\"}, \"config\": \"wire\"}",
        "{\"selector\": {\"a\": \"b\"}, \"config\": \"wire\\u0000\"}"
      })
  void jsonThatOthersReadOtherwise(String body) throws IOException {
    String head =
        "PUT /api/v1/targets/wire HTTP/1.1\r\nHost: h\r\nAuthorization: TOKEN\r\nConnection: close"
            + "\r\nContent-Type: application/json\r\nContent-Length: ";
    assertThat(answers(head + body.length() + END + body))
        .startsWith("HTTP/1.1 400 ")
        .contains("Content-Type: application/problem+json", "the body is not the JSON expected");
  }
}
