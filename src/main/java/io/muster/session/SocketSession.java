package io.muster.session;

import io.muster.agent.Transport;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Connections.Delivery;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OfferScheduler;
import io.muster.protocol.Decoded;
import io.muster.protocol.Fragment;
import io.muster.protocol.Malformed;
import io.muster.protocol.ServerMessage;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentToServer;
import io.muster.telemetry.SessionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One agent on one socket: its mailbox inward, its outbox outward. A socket may carry several
 * (WS-10). Messages are processed one after another on a virtual thread; the outbox belongs to the
 * event loop.
 */
final class SocketSession implements AgentChannel {

  private static final Logger LOG = Logger.getLogger(SocketSession.class);

  /** A message as it came, or already decoded to find out whose it is. */
  sealed interface Incoming {}

  /**
   * Still encoded; released after decoding.
   *
   * @param processed is told the size when it has been, on the same thread; null if nobody counts
   */
  record Raw(ByteBuf frame, @Nullable IntConsumer processed) implements Incoming {}

  /** Decoded by the socket. */
  record Ready(Decoded decoded) implements Incoming {}

  /** After this, an agent on a full socket makes room for others; it is known again at a word. */
  private static final Duration SILENT = Duration.ofMinutes(5);

  private final AgentSocket socket;
  private final Outbox outbox;
  private final boolean headerless;
  private final Mailbox<Incoming> mailbox;
  private volatile @Nullable KnownAgent agent;

  SocketSession(AgentSocket socket, WireUid uid, boolean headerless, Outbox.Shared shared) {
    this.socket = socket;
    this.outbox = new Outbox(shared, uid, socket.number());
    this.headerless = headerless;
    this.mailbox = new Mailbox<>(socket.services().threads(), this::process, this::broken);
  }

  WireUid uid() {
    return outbox.uid();
  }

  boolean headerless() {
    return headerless;
  }

  EventLoop eventLoop() {
    return socket.eventLoop();
  }

  OfferScheduler offers() {
    return socket.services().offers();
  }

  /** The agent, once its first report is through. */
  @Nullable KnownAgent agent() {
    return agent;
  }

  /**
   * Answers a heartbeat on the event loop if that is all it is; false if it must go the long way.
   */
  boolean heartbeat(long sequence, long capabilities, long nowMillis) {
    KnownAgent known = agent;
    return known != null
        && mailbox.idle()
        && outbox.quiet()
        && known.heartbeat(socket.number(), sequence, capabilities, nowMillis);
  }

  /** Takes a message; on the event loop. */
  void post(Incoming message) {
    mailbox.post(message);
  }

  /** Answers a message that is no OpAMP at all; on the event loop. */
  void reject(Fragment error) {
    if (!outbox.answerWithError(error)) {
      socket.abort("sends what is wrong, and does not read the answers");
      return;
    }
    flush();
  }

  private void process(Incoming incoming) {
    try {
      switch (incoming) {
        case Ready(Decoded decoded) -> processed(decoded);
        case Raw(ByteBuf frame, IntConsumer whenProcessed) -> {
          int bytes = frame.readableBytes();
          try {
            decoded(frame);
          } finally {
            if (whenProcessed != null) {
              whenProcessed.accept(bytes);
            }
          }
        }
      }
    } catch (RuntimeException e) {
      LOG.errorf(e, "event=session_failed agent=%s", uid().uid());
      onEventLoop(() ->
          reject(
              MessageExchange.unavailable(
                  "the server could not process the message; its log tells why")));
    } finally {
      socket.processed();
    }
  }

  private void decoded(ByteBuf frame) {
    switch (socket.decode(frame)) {
      case Decoded decoded -> processed(decoded);
      case Malformed malformed -> {
        socket.services().metrics().malformed(malformed.reason().name());
        onEventLoop(() -> reject(MessageExchange.badRequest(malformed.message())));
      }
    }
  }

  /** An error of the machine, such as no memory: nothing more can be said for this socket. */
  private void broken(Throwable error) {
    socket.abort("its messages cannot be processed"); // First: to log takes memory too.
    LOG.errorf(error, "event=session_broken agent=%s", uid().uid());
  }

  private void processed(Decoded decoded) {
    long start = System.nanoTime();
    if (!socket.mayUse(decoded.uid())) {
      onEventLoop(() ->
          reject(MessageExchange.badRequest("this credential belongs to another instance_uid")));
      return;
    }
    AgentConnection link =
        new AgentConnection(
            socket.number(), Transport.WEBSOCKET, socket.since(), socket.remoteAddress());
    switch (socket.services().exchange().process(decoded, link, agent)) {
      case MessageExchange.Failed(Fragment error) -> {
        socket.services().metrics().message(Transport.WEBSOCKET.name(), "failed");
        onEventLoop(() -> reject(error));
        return;
      }
      case MessageExchange.Overloaded overloaded -> {
        socket.services().metrics().message(Transport.WEBSOCKET.name(), "failed");
        onEventLoop(() -> reject(overloaded.error()));
        return;
      }
      case MessageExchange.Processed(KnownAgent known, boolean disconnecting) -> {
        if (disconnecting) {
          leave(known);
        } else {
          moveTo(known);
        }
        if (socket.closed()) {
          // It closed under the message, and did not know of this agent then.
          leave(known);
        }
        onEventLoop(() -> {
          outbox.owe();
          outbox.markIdentification();
          flush();
          if (disconnecting && mailbox.waitsForNothing()) {
            socket.forget(this);
          }
        });
        if (!disconnecting) {
          socket.services().commands().reached(known);
        }
      }
    }
    socket.services().metrics().message(Transport.WEBSOCKET.name(), "processed");
    socket.services().metrics().processed(kind(decoded.message()), System.nanoTime() - start);
  }

  private static SessionMetrics.Kind kind(AgentToServer message) {
    if (message.hasAgentDisconnect()) {
      return SessionMetrics.Kind.DISCONNECT;
    }
    return message.hasCustomMessage() ? SessionMetrics.Kind.CUSTOM : SessionMetrics.Kind.REPORT;
  }

  /**
   * The messages of this session are of this agent: the first, one that was deleted and is back, or
   * one that another connection had meanwhile.
   */
  private void moveTo(KnownAgent known) {
    KnownAgent before = agent;
    if (before != null && !before.equals(known)) {
      socket.services().sessions().detach(before, this);
    }
    agent = known;
    socket.services().sessions().attach(known, this, socket.number());
  }

  /** Whether its place may be given to another: the agent is silent, gone, or elsewhere. */
  boolean forgettable() {
    KnownAgent known = agent;
    AgentConnection link = known == null ? null : known.link();
    return mailbox.idle()
        && (known == null
            || link == null
            || link.connection() != socket.number()
            || known.lastSeen().plus(SILENT).isBefore(socket.services().clock().instant()));
  }

  private void leave(KnownAgent known) {
    agent = null;
    socket.services().sessions().detach(known, this);
    socket.services().fleet().disconnected(known, socket.number(), socket.saidGoodbye());
  }

  /** The socket is gone; on the event loop. */
  void closed() {
    outbox.discard();
    KnownAgent known = agent;
    if (known != null) {
      leave(known);
    }
  }

  @Override
  public void reconcile() {
    onEventLoop(() -> {
      outbox.markState();
      flush();
    });
  }

  /**
   * As {@link #reconcile()}, with the offers to store handed to the caller, who then calls {@link
   * #stored}; on the event loop.
   */
  void reconcile(Consumer<OfferScheduler.Beginning> toBegin) {
    outbox.markState();
    List<OfferScheduler.Beginning> begun = new ArrayList<>(2);
    write(begun::add);
    if (!begun.isEmpty()) {
      outbox.storing();
      begun.forEach(toBegin);
    }
  }

  /** The store took the attempts, or failed to; on the event loop. */
  void stored() {
    // Of many stored together some may have failed: each one's decision knows, and waits.
    outbox.stored();
    flush();
  }

  @Override
  public Delivery deliver(Fragment fragment) {
    if (agent == null) {
      return Delivery.NOT_CONNECTED;
    }
    if (!outbox.promise()) {
      return Delivery.FULL;
    }
    onEventLoop(() -> enqueue(fragment));
    return Delivery.QUEUED;
  }

  private void enqueue(Fragment fragment) {
    if (agent == null) {
      outbox.giveBack(); // It went in between, and what was queued for it is lost with it.
      return;
    }
    outbox.queue(fragment);
    flush();
  }

  @Override
  public void close(String reason) {
    socket.close(1008, reason);
  }

  /** Writes what there is to say while the socket takes it; on the event loop. */
  void flush() {
    List<OfferScheduler.Beginning> begun = new ArrayList<>(0);
    write(begun::add);
    if (!begun.isEmpty()) {
      outbox.storing();
      var _ = offers().begin(begun).whenComplete((ignored, failure) -> onEventLoop(this::stored));
    }
  }

  private void write(Consumer<OfferScheduler.Beginning> toBegin) {
    boolean wrote = false;
    while (socket.writable()) {
      ServerMessage message = outbox.next(agent, toBegin);
      if (message == null) {
        break;
      }
      socket.write(message, headerless);
      wrote = true;
    }
    if (wrote) {
      socket.flushSoon();
    }
  }

  private void onEventLoop(Runnable task) {
    EventLoop loop = socket.eventLoop();
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }
}
