package io.muster.testagent;

import com.google.protobuf.ByteString;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A WebSocket of an agent to the server on a port of this machine. Thread-safe. */
public final class AgentSocket {

  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(3);

  /** The header of a frame is one zero byte. */
  private static final ByteString HEADER = ByteString.copyFrom(new byte[] {0});

  private final int port;
  private final Listener listener;
  private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
  private volatile @Nullable WebSocket socket;
  private volatile long heardNanos = System.nanoTime();

  /** A socket that {@link #open} opens. */
  public AgentSocket(int port, Listener listener) {
    this.port = port;
    this.listener = listener;
  }

  /**
   * Hears what becomes of the socket: in order, but for a loss, which may be told several times.
   */
  public interface Listener {

    /** It is open. */
    void opened(AgentSocket socket);

    /** The server has sent a message. */
    void received(AgentSocket socket, ServerToAgent message);

    /** It could not be opened, was closed, or has failed. */
    void lost(AgentSocket socket);
  }

  /** Where it goes. */
  public int port() {
    return port;
  }

  /** Opens it; ends when it is open or could not be opened. */
  public CompletableFuture<?> open(HttpClient http) {
    return http.newWebSocketBuilder()
        .connectTimeout(CONNECTED_WITHIN)
        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/opamp"), new Frames())
        .whenComplete((opened, problem) -> {
          if (problem != null) {
            listener.lost(this);
          }
        });
  }

  /** Whether it was ever open. */
  public boolean wasOpen() {
    return socket != null;
  }

  /** For how long the server has said nothing, or there was no server to say it. */
  public long silentNanos() {
    return System.nanoTime() - heardNanos;
  }

  /** Sends a message after those before it, as the JDK demands; one before it is open is lost. */
  public synchronized void send(AgentToServer message) {
    WebSocket open = socket;
    if (open != null) {
      ByteString frame = HEADER.concat(message.toByteString());
      sent =
          sent.thenCompose(ignored -> open.sendBinary(frame.asReadOnlyByteBuffer(), true))
              .exceptionallyAsync(problem -> {
                listener.lost(this);
                return null;
              });
    }
  }

  /** Ends it in good order, after what was sent. */
  public synchronized void close() {
    WebSocket open = socket;
    if (open != null) {
      sent = sent.thenCompose(ignored -> open.sendClose(WebSocket.NORMAL_CLOSURE, ""));
      sent.join();
    }
  }

  /** Cuts TCP. */
  public void abort() {
    WebSocket open = socket;
    if (open != null) {
      open.abort();
    }
  }

  /** What is thrown here ends the socket. */
  private static ServerToAgent decoded(ByteString frame) {
    if (!frame.startsWith(HEADER)) {
      throw new IllegalArgumentException("a message without header 0");
    }
    try {
      return ServerToAgent.parseFrom(frame.substring(HEADER.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Frames implements WebSocket.Listener {

    private ByteString parts = ByteString.EMPTY;

    @Override
    public void onOpen(WebSocket open) {
      socket = open;
      listener.opened(AgentSocket.this);
      open.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket open, ByteBuffer data, boolean last) {
      parts = parts.concat(ByteString.copyFrom(data));
      if (last) {
        ByteString whole = parts;
        parts = ByteString.EMPTY;
        heardNanos = System.nanoTime();
        listener.received(AgentSocket.this, decoded(whole));
      }
      open.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket open, int code, String reason) {
      listener.lost(AgentSocket.this);
      return null;
    }

    @Override
    public void onError(WebSocket open, Throwable error) {
      listener.lost(AgentSocket.this);
    }
  }
}
