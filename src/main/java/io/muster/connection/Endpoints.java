package io.muster.connection;

import io.muster.agent.Transport;
import java.util.Locale;

/** The same endpoint for both transports: ws and http, wss and https are each other's. */
final class Endpoints {

  private Endpoints() {}

  static String forTransport(String endpoint, Transport transport) {
    int colon = endpoint.indexOf(':');
    String scheme = endpoint.substring(0, colon).toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("wss") || scheme.equals("https");
    String wanted =
        switch (transport) {
          case WEBSOCKET -> secure ? "wss" : "ws";
          case HTTP -> secure ? "https" : "http";
        };
    return wanted + endpoint.substring(colon);
  }
}
