package io.muster.testagent;

import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A conversation on a WebSocket: the server also speaks by itself. */
public final class SocketConversation extends Conversation {

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  /** More than any test is told; one more ends the socket. */
  private static final int MANY = 10_000;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<ServerToAgent> unread = new LinkedBlockingQueue<>(MANY);
  private final List<ServerToAgent> received = new CopyOnWriteArrayList<>();
  private final AgentSocket socket;
  private volatile boolean lost;

  SocketConversation(TestAgent agent, int port) {
    super(agent);
    socket = new AgentSocket(port, new Ears());
    socket.open(HTTP).join();
  }

  @Override
  public ServerToAgent say(AgentToServer.Builder message) {
    socket.send(message.build());
    return await(ignored -> true);
  }

  /** The next message of the server that fits; those before it are passed over. */
  public ServerToAgent await(Predicate<ServerToAgent> wanted) {
    long deadline = System.nanoTime() + ANSWERED_WITHIN.toNanos();
    while (true) {
      ServerToAgent message = next(Duration.ofNanos(deadline - System.nanoTime()));
      if (message == null) {
        throw new AssertionError(
            "the awaited message did not come"
                + (lost ? ": the socket was lost" : "")
                + "; there came "
                + received);
      }
      if (wanted.test(message)) {
        return message;
      }
    }
  }

  private @Nullable ServerToAgent next(Duration within) {
    try {
      return unread.poll(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<ServerToAgent> received() {
    return List.copyOf(received);
  }

  /** Ends the socket in good order. */
  public void end() {
    socket.close();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private final class Ears implements AgentSocket.Listener {

    @Override
    public void opened(AgentSocket opened) {}

    @Override
    public void received(AgentSocket from, ServerToAgent message) {
      received.add(message);
      unread.add(message);
    }

    /** Whoever awaits a message is told. */
    @Override
    public void lost(AgentSocket of) {
      lost = true;
    }
  }
}
