package io.muster.interop;

import java.net.URI;

/** How a client connects, and what the API calls it. */
enum Scheme {
  WS("websocket"),
  HTTP("http");

  private final String transport;

  Scheme(String transport) {
    this.transport = transport;
  }

  /** The value of {@code transport} in the API. */
  String transport() {
    return transport;
  }

  /** Where agents connect on this port of the local host. */
  URI endpoint(int port) {
    return URI.create((this == WS ? "ws" : "http") + "://127.0.0.1:" + port + "/v1/opamp");
  }
}
