package io.muster.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Transport;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Peers that begin a request and do not finish it lose their connection, however they drip. */
class SlowRequestIT {

  private static final String HEAD =
      "POST /v1/opamp HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-protobuf\r\n";

  private static MusterProcess server;
  private static ScheduledExecutorService dripping;

  @BeforeAll
  static void start() {
    dripping = Executors.newScheduledThreadPool(1);
    server =
        MusterProcess.server()
            .with("muster.agents.head-timeout", "2s")
            .with("muster.agents.read-timeout", "2s")
            .start();
  }

  @AfterAll
  static void stop() {
    dripping.shutdownNow();
    server.close();
  }

  private static Socket connect(String begin) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.agentPort());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(begin.getBytes(US_ASCII));
    return socket;
  }

  /** Sends a byte every 300 ms and waits for the end of the connection. */
  private static void assertClosed(Socket socket, String drip) throws IOException {
    var drips =
        dripping.scheduleAtFixedRate(
            () -> {
              try {
                socket.getOutputStream().write(drip.getBytes(US_ASCII));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            300,
            300,
            TimeUnit.MILLISECONDS);
    try (socket) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    } finally {
      drips.cancel(true);
    }
  }

  @Test
  void aConnectionThatSaysNothing() throws IOException {
    assertClosed(connect(""), "");
  }

  @Test
  void aHeadThatDrips() throws IOException {
    assertClosed(connect(HEAD), "a");
  }

  @Test
  void anUpgradeThatDrips() throws IOException {
    assertClosed(connect("GET /v1/opamp HTTP/1.1\r\nUpgrade: websocket\r\n"), "a");
  }

  @Test
  void aBodyThatDrips() throws IOException {
    assertClosed(connect(HEAD + "Content-Length: 1000\r\n\r\n"), "a");
  }

  @Test
  void aSecondHeadThatDrips() throws IOException {
    Socket socket = connect(HEAD + "Content-Length: 0\r\n\r\n");
    assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
        .startsWith("HTTP/1.1 ");
    socket.getInputStream().skipNBytes(socket.getInputStream().available());
    socket.getOutputStream().write("P".getBytes(US_ASCII));
    // Whatever is left of the answer, then the end.
    try (socket) {
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  @Test
  void agentsThatAreSilentBetweenTheirMessagesAreNotMeant() {
    try (var socket = Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET);
        var polling = Agent.introduced(server.agentEndpoint(), Transport.HTTP)) {
      assertThat(socket.listen(Duration.ofSeconds(4))).isEmpty();
      assertThat(polling.heartbeat().hasErrorResponse()).isFalse();
      assertThat(socket.heartbeat().hasErrorResponse()).isFalse();
    }
  }
}
