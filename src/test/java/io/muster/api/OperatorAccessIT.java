package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What strangers and operators are answered, to the byte: recorded before the server used Quarkus
 * Security; since then no-store and nosniff came to each, parameters in paths are 400, and there is
 * a page at / ({@code FirstPageIT}). Requests and answers are in operator-access/answers.json.
 */
class OperatorAccessIT {

  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final int TIMEOUT = 20_000;

  /**
   * A request and its answer, with TOKEN in place of the token.
   *
   * @param port "operators" or "agents"
   * @param closes whether the server closes the connection afterwards
   */
  record Exchange(String name, String port, String request, String answer, boolean closes) {}

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @TestFactory
  Stream<DynamicTest> isAnsweredAsBefore() throws IOException {
    try (InputStream recorded =
        OperatorAccessIT.class.getResourceAsStream("/operator-access/answers.json")) {
      List<Exchange> exchanges =
          List.of(new ObjectMapper().readValue(Objects.requireNonNull(recorded), Exchange[].class));
      assertThat(exchanges).hasSizeGreaterThan(100);
      return exchanges.stream()
          .map(exchange -> DynamicTest.dynamicTest(exchange.name(), () -> check(exchange)));
    }
  }

  private static void check(Exchange exchange) throws IOException {
    byte[] expected = exchange.answer().getBytes(StandardCharsets.UTF_8);
    try (Socket socket = connect(exchange.port().equals("agents"))) {
      send(socket, exchange.request());
      assertThat(text(socket.getInputStream().readNBytes(expected.length)))
          .isEqualTo(exchange.answer());
      if (exchange.closes()) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      } else {
        assertThat(socket.getInputStream().available()).isZero();
      }
    }
  }

  @Test
  void aBodyIsReadToItsEndWithoutATokenAndTheNextRequestIsAnswered() throws IOException {
    try (Socket socket = connect(false)) {
      send(
          socket,
          "PUT /api/v1/configs/x HTTP/1.1\r\nHost: h\r\nContent-Type: application/yaml\r\n"
              + "Content-Length: 4000000\r\n\r\n");
      socket.getOutputStream().write(new byte[4_000_000]);
      send(socket, "GET /nope HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      String answers = text(socket.getInputStream().readAllBytes());
      assertThat(answers).startsWith("HTTP/1.1 401 Unauthorized\r\n");
      assertThat(answers).contains("}HTTP/1.1 404 Not Found\r\n");
    }
  }

  @Test
  void aChunkedBodyAboveTheLimitIs401WithoutAToken() throws IOException {
    try (Socket socket = connect(false)) {
      send(
          socket,
          "PUT /api/v1/targets/x HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
              + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
      byte[] chunk = new byte[100_000];
      Arrays.fill(chunk, (byte) ' ');
      for (int i = 0; i < 30; i++) {
        send(socket, Integer.toHexString(chunk.length) + "\r\n");
        socket.getOutputStream().write(chunk);
        send(socket, "\r\n");
      }
      send(socket, "0\r\n\r\n");
      assertThat(text(socket.getInputStream().readAllBytes()))
          .startsWith("HTTP/1.1 401 Unauthorized\r\n");
    }
  }

  private static Socket connect(boolean agents) throws IOException {
    Socket socket = new Socket("127.0.0.1", agents ? SERVER.agentPort() : SERVER.operatorPort());
    socket.setSoTimeout(TIMEOUT);
    return socket;
  }

  private static void send(Socket socket, String request) throws IOException {
    socket
        .getOutputStream()
        .write(request.replace("TOKEN", SERVER.token()).getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
