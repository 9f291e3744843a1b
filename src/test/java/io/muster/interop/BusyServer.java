package io.muster.interop;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Answers each request as the server does when it is full: 503 with {@code Retry-After}. A
 * stand-in, because filling a real one takes a fleet.
 */
final class BusyServer implements AutoCloseable {

  private final HttpServer http;

  BusyServer(int retryAfterSeconds) {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("Retry-After", String.valueOf(retryAfterSeconds));
          exchange.sendResponseHeaders(503, -1);
          exchange.close();
        });
    http.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/v1/opamp");
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
