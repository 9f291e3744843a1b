package io.muster.session;

import io.muster.protocol.Decoding;
import io.muster.protocol.Fragment;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.ServerMessage;
import io.muster.protocol.WireUid;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: the agents on it, what is written to it, whether it is alive. Confined to its
 * event loop but for the methods that say otherwise.
 */
final class AgentSocket {

  private static final Logger LOG = Logger.getLogger(AgentSocket.class);

  /** Agents on one socket at most (SEMANTICS 7). */
  static final int MAX_SESSIONS = 1000;

  /** A ping that was not answered for so long is sent anew if somebody asks. */
  private static final Duration PROBED_ANEW = Duration.ofSeconds(1);

  /** Messages that wait for processing before the socket is not read any more. */
  private static final int MAX_WAITING = 64;

  private final SessionServices services;
  private final ChannelHandlerContext ctx;
  private final ReadGate gate;
  private final long number;
  private final Instant since;
  private final String remoteAddress;
  private final @Nullable InstanceUid boundUid;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable WebSocketConnection connection;
  private @Nullable SocketSession first;

  /** Those who have their turn next come first. */
  private @Nullable LinkedHashMap<WireUid, SocketSession> others;

  /** Since the first session had its turn. */
  private int turnsOfOthers = Integer.MAX_VALUE;

  private @Nullable CompletableFuture<Void> probe;
  private Instant probed = Instant.MIN;
  private BooleanSupplier heardLately = () -> true;
  private boolean reading;
  private boolean flushDue;
  private volatile boolean closed;

  /** A Close frame is on its way: nothing may follow it (RFC 6455 §5.5.1). */
  private volatile boolean closing;

  private volatile boolean goodbye;

  AgentSocket(
      SessionServices services,
      ChannelHandlerContext ctx,
      ReadGate gate,
      String remoteAddress,
      @Nullable InstanceUid boundUid) {
    this.services = services;
    this.ctx = ctx;
    this.gate = gate;
    this.number = services.sessions().nextConnection();
    this.since = services.clock().instant();
    this.remoteAddress = remoteAddress;
    this.boundUid = boundUid;
  }

  SessionServices services() {
    return services;
  }

  long number() {
    return number;
  }

  Instant since() {
    return since;
  }

  String remoteAddress() {
    return remoteAddress;
  }

  EventLoop eventLoop() {
    return ctx.channel().eventLoop();
  }

  /**
   * WebSockets Next has taken the connection into its care: it can be closed in good order. Any
   * thread.
   */
  void established(WebSocketConnection established) {
    connection = established;
  }

  /** Whether the credential of this connection may speak for a uid (AU-6). Any thread. */
  boolean mayUse(WireUid uid) {
    return services.mayUse(boundUid, uid.uid());
  }

  /** The session of a uid, or null. */
  @Nullable SocketSession find(long mostSignificant, long leastSignificant) {
    SocketSession session = first;
    if (session != null && matches(session, mostSignificant, leastSignificant)) {
      return session;
    }
    if (others == null) {
      return null;
    }
    return others.get(WireUid.of(new InstanceUid(mostSignificant, leastSignificant)));
  }

  private static boolean matches(SocketSession session, long high, long low) {
    InstanceUid uid = session.uid().uid();
    return !session.uid().legacy()
        && uid.mostSignificant() == high
        && uid.leastSignificant() == low;
  }

  /** The session of a uid, made if need be; null if there are too many. */
  @Nullable SocketSession session(WireUid uid, boolean headerless) {
    if (first == null) {
      first = new SocketSession(this, uid, headerless, services.outboxes());
      return first;
    }
    if (first.uid().equals(uid)) {
      return first;
    }
    if (others == null) {
      others = new LinkedHashMap<>();
    }
    SocketSession session = others.get(uid);
    if (session == null && (others.size() < MAX_SESSIONS - 1 || forgetOne())) {
      session = new SocketSession(this, uid, headerless, services.outboxes());
      others.put(uid, session);
    }
    return session;
  }

  /** Makes room, if an agent of this socket has been silent for long or is elsewhere. */
  private boolean forgetOne() {
    for (SocketSession session : rest()) {
      if (session.forgettable()) {
        forget(session);
        session.closed();
        return true;
      }
    }
    return false;
  }

  /** An agent has left: its place is another's. */
  void forget(SocketSession session) {
    if (others != null) {
      others.remove(session.uid(), session);
    }
  }

  /** The only session on this socket, or null if there is none or several. */
  @Nullable SocketSession sole() {
    return others == null || others.isEmpty() ? first : null;
  }

  private Collection<SocketSession> rest() {
    return others == null ? List.of() : others.values();
  }

  /** Decodes a frame and releases it. On a virtual thread. */
  Decoding decode(ByteBuf frame) {
    int bytes = frame.readableBytes();
    try {
      return services.budget().decode(bytes, () -> services.decoder().decodeFrame(frame));
    } finally {
      frame.release();
    }
  }

  /**
   * The upgrade has succeeded: what watched the requests is not needed any more. Not earlier, since
   * an upgrade may fail and the connection go on.
   */
  void upgraded() {
    ChannelPipeline pipeline = ctx.pipeline();
    for (String name : UpgradeCheck.FOR_REQUESTS) {
      if (pipeline.get(name) != null) {
        pipeline.remove(name);
      }
    }
  }

  /** A message is about to be posted to a mailbox. */
  void posted() {
    services.sessions().received();
    if (waiting.incrementAndGet() >= MAX_WAITING) {
      gate.close(ReadGate.Reason.MAILBOX);
    }
  }

  /** A message has been processed. Any thread. */
  void processed() {
    services.sessions().processed();
    if (waiting.decrementAndGet() == MAX_WAITING / 2) {
      eventLoop().execute(() -> gate.open(ReadGate.Reason.MAILBOX));
    }
  }

  boolean writable() {
    return ctx.channel().isWritable() && !closed && !closing;
  }

  void write(ServerMessage message, boolean headerless) {
    writeFrame(message.frame(ctx.alloc(), headerless));
  }

  /** Answers a heartbeat of a session that has nothing else to say. */
  void acknowledge(SocketSession session) {
    writeFrame(ServerMessage.ackFrame(ctx.alloc(), session.uid(), session.headerless()));
    flushSoon();
  }

  private void writeFrame(ByteBuf frame) {
    services.metrics().sent(frame.readableBytes());
    var _ = ctx.write(new BinaryWebSocketFrame(frame), ctx.voidPromise());
  }

  /** Answers a message whose sender is not known with an error. */
  void reject(@Nullable WireUid uid, Fragment error, boolean headerless) {
    if (!writable()) {
      abort("sends what nobody can be answered for, and does not read");
      return;
    }
    write(ServerMessage.of(uid, error), headerless);
    flushSoon();
  }

  /** What follows comes out of one read: writes are flushed at its end. */
  void readStarts() {
    reading = true;
  }

  void readEnds() {
    reading = false;
    if (flushDue) {
      flushDue = false;
      ctx.flush();
    }
  }

  void flushSoon() {
    if (reading) {
      flushDue = true;
    } else {
      ctx.flush();
    }
  }

  /** There is room to write again: every session gets its turn, another one first each time. */
  void writableAgain() {
    LinkedHashMap<WireUid, SocketSession> rest = others;
    if (first == null || rest == null) {
      if (first != null) {
        first.flush();
      }
      return;
    }
    for (int turns = rest.size() + 1; turns > 0 && writable(); turns--) {
      if (turnsOfOthers >= rest.size()) {
        turnsOfOthers = 0;
        first.flush();
      } else {
        turnsOfOthers++;
        SocketSession session = rest.firstEntry().getValue();
        rest.putLast(session.uid(), session);
        session.flush();
      }
    }
  }

  void ping() {
    var _ = ctx.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER), ctx.voidPromise());
  }

  /**
   * Has this asked by {@link #probe}; on the event loop.
   *
   * @param heardLately whether the peer was heard of within two ping intervals
   */
  void watchedBy(BooleanSupplier newHeardLately) {
    heardLately = newHeardLately;
  }

  /**
   * Asks the peer whether it is alive: completes when it answers, and fails if it is gone or has
   * been silent for long. Any thread. Who asks while it is being asked waits for the same answer:
   * however many claim its agents, it is not pinged more often than once a second.
   */
  CompletableFuture<Void> probe() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    eventLoop()
        .execute(() -> {
          if (closed) {
            answer.completeExceptionally(new IllegalStateException("the socket is closed"));
          } else if (!heardLately.getAsBoolean()) {
            answer.completeExceptionally(new IllegalStateException("the peer is silent"));
          } else if (gate.closed(ReadGate.Reason.MAILBOX) || gate.closed(ReadGate.Reason.MEMORY)) {
            // It is we who do not read: the answer could not come. A peer that does not read has to
            // show that it lives.
            answer.complete(null);
          } else {
            ask(answer);
          }
        });
    return answer;
  }

  private void ask(CompletableFuture<Void> answer) {
    CompletableFuture<Void> asked = probe;
    if (asked == null) {
      asked = new CompletableFuture<>();
      probe = asked;
      probed = Instant.MIN;
    }
    var _ =
        asked.whenComplete((ignored, failure) -> {
          if (failure == null) {
            answer.complete(null);
          } else {
            answer.completeExceptionally(failure);
          }
        });
    Instant now = services.clock().instant();
    if (!now.isBefore(probed.plus(PROBED_ANEW))) {
      probed = now;
      ping();
    }
  }

  void pong() {
    CompletableFuture<Void> asked = probe;
    if (asked != null) {
      probe = null;
      asked.complete(null);
    }
  }

  /** Closes with a Close frame, in good order. Any thread. */
  void close(int code, String reason) {
    WebSocketConnection established = connection;
    if (established == null) {
      abort(reason);
    } else {
      closing = true;
      established
          .close(new CloseReason(code, reason))
          .subscribe()
          .with(ignored -> {}, failure -> abort(reason));
    }
  }

  /** Cuts the connection. Any thread. */
  void abort(String reason) {
    LOG.debugf("event=socket_cut connection=%d reason=%s", number, reason);
    // From here outwards: Vert.x, further in, would send a Close frame and wait for its answer.
    var _ = ctx.close();
  }

  boolean closed() {
    return closed;
  }

  /** The peer closes in good order: what it does then is no accident. */
  void goodbye() {
    goodbye = !closing;
  }

  /** Whether the peer closed by itself and in good order. Any thread. */
  boolean saidGoodbye() {
    return goodbye;
  }

  /** Whether a Close frame is on its way. Any thread. */
  boolean closing() {
    return closing;
  }

  /** The connection is gone. */
  void inactive() {
    closed = true;
    services.sessions().closed(this);
    if (probe != null) {
      probe.completeExceptionally(new IllegalStateException("the socket is closed"));
      probe = null;
    }
    if (first != null) {
      first.closed();
    }
    rest().forEach(SocketSession::closed);
  }
}
