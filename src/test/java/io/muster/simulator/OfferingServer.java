package io.muster.simulator;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.muster.protocol.proto.AgentRemoteConfig;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Offers a config that was put to {@code /config} to one agent at once, and to the others when they
 * have polled some times.
 */
final class OfferingServer {

  private static final int POLLS_BEFORE = 5;

  private final ByteString preferred;
  private final AtomicInteger revision = new AtomicInteger();
  private final AtomicInteger polls = new AtomicInteger();
  private final Map<ByteString, List<String>> offered = new ConcurrentHashMap<>();

  OfferingServer(HttpServer server, ByteString preferred) {
    this.preferred = preferred;
    server.createContext("/config", this::changed);
    server.createContext("/v1/opamp", this::polled);
  }

  /** What an agent was offered, in order. */
  List<String> offered(ByteString uid) {
    return offered.getOrDefault(uid, List.of());
  }

  private void changed(HttpExchange exchange) throws IOException {
    polls.set(0);
    revision.incrementAndGet();
    PollingTest.empty(exchange, 204);
  }

  private void polled(HttpExchange exchange) throws IOException {
    ByteString uid = AgentToServer.parseFrom(exchange.getRequestBody()).getInstanceUid();
    List<String> had = offered.computeIfAbsent(uid, ignored -> new CopyOnWriteArrayList<>());
    String newest = "revision " + revision.get();
    ServerToAgent.Builder message = ServerToAgent.newBuilder().setInstanceUid(uid);
    boolean due = uid.equals(preferred) || polls.incrementAndGet() > POLLS_BEFORE;
    if (due && !had.contains(newest)) {
      had.add(newest);
      message.setRemoteConfig(
          AgentRemoteConfig.newBuilder().setConfigHash(ByteString.copyFromUtf8(newest)));
    }
    PollingTest.answer(exchange, message.build());
  }
}
