package io.muster.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Transport;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that ask on and on and do not read, or do not let the server answer, are cut off. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnreadAnswersIT {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  /** Enough to fill the buffers of both kernels with answers, many times. */
  private static final int REQUESTS = 2_000_000;

  private static MusterProcess server;

  @BeforeAll
  static void start() {
    server = MusterProcess.server().jvm("-Xmx128m").start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.agentPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static boolean evicted(String reason) {
    try (OperatorClient operator = server.operator()) {
      return operator
          .send(operator.request("/metrics"))
          .expecting(200)
          .body()
          .contains("muster_sockets_evicted_total{reason=\"" + reason + "\"}");
    }
  }

  private static void assertServes() {
    try (var agent = Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET)) {
      assertThat(agent.heartbeat().hasErrorResponse()).isFalse();
    }
  }

  @Test
  void onesThatAskWithoutReading() throws Exception {
    byte[] many = GET.repeat(1_000).getBytes(US_ASCII);
    try (Socket socket = connect()) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < REQUESTS; i += 1_000) {
                  socket.getOutputStream().write(many);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(evicted("unread_answers")).isTrue();
    assertServes();
  }

  @Test
  void onesThatAskFasterThanTheyAreAnswered() throws Exception {
    String slow =
        "POST /v1/opamp HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-protobuf\r\n"
            + "Content-Length: 0\r\n\r\n";
    try (Socket socket = connect()) {
      try {
        for (int i = 0; i < 200; i++) {
          socket.getOutputStream().write(slow.repeat(100).getBytes(US_ASCII));
        }
        InputStream in = socket.getInputStream();
        while (in.read() >= 0) {
          // Answers to the first ones.
        }
      } catch (IOException reset) {
        // Cut off with requests unread.
      }
    }
    assertThat(evicted("pipelining")).isTrue();
    assertServes();
  }

  @Test
  void aFewRequestsAtOnceAreAnswered() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(GET.repeat(10).getBytes(US_ASCII));
      socket.shutdownOutput();
      String answers = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answers.split("HTTP/1.1 404", -1)).hasSize(11);
    }
  }
}
