package io.muster.process;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.KeyValue;
import io.muster.protocol.proto.ServerToAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An agent that can have a socket to several instances at a time, as one has that moves. */
final class SocketAgent {

  private final HttpClient http;
  private final InstanceUid uid;
  private final List<ServerToAgent> received = new CopyOnWriteArrayList<>();
  private long sequence;

  SocketAgent(HttpClient http, InstanceUid uid) {
    this.http = http;
    this.uid = uid;
  }

  InstanceUid uid() {
    return uid;
  }

  /** What any instance sent. */
  List<ServerToAgent> received() {
    return received;
  }

  /** Connects and reports in full. */
  WebSocket connect(int port) {
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/opamp"), new Inbox())
            .join();
    report(socket);
    return socket;
  }

  private void report(WebSocket socket) {
    AgentToServer message =
        AgentToServer.newBuilder()
            .setInstanceUid(uid.toBytes())
            .setSequenceNum(++sequence)
            .setCapabilities(
                AgentCapabilities.of(
                        AgentCapability.REPORTS_STATUS,
                        AgentCapability.ACCEPTS_RESTART_COMMAND,
                        AgentCapability.REPORTS_HEALTH)
                    .bits())
            .setAgentDescription(
                AgentDescription.newBuilder()
                    .addIdentifyingAttributes(
                        KeyValue.newBuilder()
                            .setKey("service.name")
                            .setValue(AnyValue.newBuilder().setStringValue("moving"))))
            .setHealth(ComponentHealth.newBuilder().setHealthy(true))
            .build();
    // The header of a frame is one zero byte.
    ByteString frame = ByteString.copyFrom(new byte[] {0}).concat(message.toByteString());
    socket.sendBinary(frame.asReadOnlyByteBuffer(), true).join();
  }

  private final class Inbox implements WebSocket.Listener {

    private ByteString parts = ByteString.EMPTY;

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      parts = parts.concat(ByteString.copyFrom(data));
      if (last) {
        try {
          received.add(ServerToAgent.parseFrom(parts.substring(1)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        parts = ByteString.EMPTY;
      }
      socket.request(1);
      return null;
    }
  }
}
