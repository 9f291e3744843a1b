package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The health check of the image, against a server that answers and one that does not. */
class LiveCheckTest {

  @TempDir Path data;

  private String check(String host) {
    return LiveCheck.notLive(
        Map.of("MUSTER_DATA", data.toString(), "MUSTER_OPERATORS_HOST", host)::get);
  }

  private void ready(int port) throws IOException {
    new ServerFile(data).write(1, 4320, port);
  }

  private static HttpServer answering(int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    server.createContext(
        "/healthz",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void aServerThatAnswersIsLiveWhateverAddressItListensOn() throws IOException {
    HttpServer server = answering(200);
    try {
      ready(server.getAddress().getPort());
      assertThat(check("")).isEmpty();
      assertThat(check("0.0.0.0")).isEmpty();
      assertThat(check("127.0.0.1")).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anotherAnswerSaysWhich() throws IOException {
    HttpServer server = answering(503);
    try {
      ready(server.getAddress().getPort());
      assertThat(check("")).isEqualTo("the server answers HTTP/1.1 503 ");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void nobodyThereIsNotLive() throws IOException {
    assertThat(check("")).startsWith("no server is ready on the data folder");
    Files.writeString(data.resolve("server.json"), "{}");
    assertThat(check("")).startsWith("no server is ready on the data folder");
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    ready(free);
    assertThat(check("")).startsWith("the server does not answer: ");
  }
}
