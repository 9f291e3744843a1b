package io.muster.api;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Series of what a test cannot bring about in a server, as one more instance would have them.
 * Counters are 0 at first, and grow with each scrape once they are let go.
 */
final class FedSeries implements AutoCloseable {

  private final HttpServer server;
  private volatile String gauges = "";
  private volatile String counters = "";
  private int grown;

  FedSeries() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = page().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private synchronized String page() {
    StringBuilder page = new StringBuilder();
    gauges.lines().forEach(line -> page.append(line).append('\n'));
    counters.lines().forEach(line -> page.append(line).append(' ').append(grown).append('\n'));
    grown += 1_000;
    return page.toString();
  }

  /** Shows these from now on. */
  void feed(String newGauges, String newCounters) {
    gauges = newGauges;
    counters = newCounters;
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
