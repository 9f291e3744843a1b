package io.muster.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statuses are returned, and only what has no answer is thrown. */
class OperatorClientTest {

  private static final int CONFLICT = 409;

  private HttpServer server;
  private OperatorClient operator;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String seen =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("If-Match");
          exchange.getResponseHeaders().set("ETag", "\"7\"");
          if (exchange.getRequestURI().getPath().equals("/stale")) {
            exchange.getResponseHeaders().set("Muster-Stale", "2026-01-01T00:00:00Z");
          }
          byte[] body = ("{\"seen\": \"" + seen + "\"}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(CONFLICT, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/text",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'{', '{'});
          exchange.close();
        });
    server.start();
    operator = OperatorClient.at(server.getAddress().getPort(), "token");
  }

  @AfterEach
  void stop() {
    operator.close();
    server.stop(0);
  }

  @Test
  void aRefusalIsAnAnswerWithItsHeadersAndItsBody() {
    Answer answer = operator.putJson("/refused", "{}", "If-Match", "6");

    assertThat(answer.ok()).isFalse();
    assertThat(answer.status()).isEqualTo(CONFLICT);
    assertThat(answer.header("ETag")).isEqualTo("\"7\"");
    assertThat(answer.header("Retry-After")).isEmpty();
    assertThat(answer.json().path("seen").asText()).isEqualTo("PUT Bearer token 6");
    assertThat(answer.stale()).isFalse();
    assertThat(operator.get("/stale").stale()).isTrue();
    assertThat(operator.send(operator.request("/stranger")).body()).contains("GET null null");
  }

  @Test
  void anotherStatusThanExpectedFailsWithTheRequestAndTheBody() {
    Answer answer = operator.get("/refused");

    assertThat(answer.expecting(200, CONFLICT)).isSameAs(answer);
    assertThatThrownBy(() -> answer.expecting(200, 201))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("GET http://", "/refused", "409", "Bearer token", "[200, 201]");
  }

  @Test
  void whatIsNotAnsweredOrNotReadableHasFailed() {
    Answer answer = operator.get("/text").expecting(200);
    assertThatThrownBy(answer::json).isInstanceOf(RequestFailed.class);

    server.stop(0);
    assertThatThrownBy(() -> operator.get("/nobody"))
        .isInstanceOf(RequestFailed.class)
        .hasMessageContaining("/nobody");
  }
}
