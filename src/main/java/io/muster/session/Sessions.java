package io.muster.session;

import io.muster.fleet.AgentConnection;
import io.muster.fleet.Connections;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.OutgoingMessage;
import io.muster.fleet.SocketProbe;
import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import io.muster.protocol.InstanceUid;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every connection of this instance and the agents on them. Thread-safe. */
@Singleton
class Sessions implements Connections, SocketProbe {

  private final Fleet fleet;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, AgentSocket> sockets = new ConcurrentHashMap<>();
  private final Map<KnownAgent, AgentChannel> channels = new ConcurrentHashMap<>();

  /** Messages that came in, by either transport, and are not processed yet. */
  private final AtomicInteger unprocessed = new AtomicInteger();

  Sessions(Fleet fleet) {
    this.fleet = fleet;
  }

  /** A connection number that was not used before in this process; never 0. */
  long nextConnection() {
    return numbers.incrementAndGet();
  }

  void opened(AgentSocket socket) {
    sockets.put(socket.number(), socket);
  }

  void closed(AgentSocket socket) {
    sockets.remove(socket.number(), socket);
  }

  /** A message is about to be processed. */
  void received() {
    unprocessed.incrementAndGet();
  }

  /** What was {@link #received} is in the fleet, or was refused. */
  void processed() {
    unprocessed.decrementAndGet();
  }

  /** Whether nothing can come in any more: no socket is open, no message is being processed. */
  boolean silent() {
    return sockets.isEmpty() && unprocessed.get() == 0;
  }

  @Nullable AgentSocket socket(long connection) {
    return sockets.get(connection);
  }

  @Override
  public CompletableFuture<Void> probe(AgentConnection link) {
    AgentSocket socket = sockets.get(link.connection());
    return socket == null
        ? CompletableFuture.failedFuture(new IllegalStateException("the socket is closed"))
        : socket.probe();
  }

  Collection<AgentSocket> sockets() {
    return sockets.values();
  }

  /**
   * The agent is reached by this channel from now on, unless another connection has taken it over
   * meanwhile. After every report: a connection may get an agent back that another one had.
   */
  void attach(KnownAgent agent, AgentChannel channel, long connection) {
    if (channel.equals(channels.get(agent))) {
      return;
    }
    channels.compute(
        agent,
        (key, present) -> {
          AgentConnection link = key.link();
          return link != null && link.connection() == connection ? channel : present;
        });
  }

  /** The channel is gone; another one that took over stays. */
  void detach(KnownAgent agent, AgentChannel channel) {
    channels.remove(agent, channel);
  }

  Map<KnownAgent, AgentChannel> channels() {
    return channels;
  }

  private Optional<AgentChannel> channel(InstanceUid uid) {
    return fleet.find(uid).map(channels::get);
  }

  @Override
  public void reconcile(InstanceUid uid) {
    channel(uid).ifPresent(AgentChannel::reconcile);
  }

  @Override
  public void reconcileAll(Predicate<KnownAgent> first) {
    FanOut.start(channels, first);
  }

  @Override
  public Delivery restart(InstanceUid uid) {
    return deliver(uid, Fragments.restart());
  }

  @Override
  public Delivery send(InstanceUid uid, OutgoingMessage message) {
    return deliver(
        uid, Fragments.customMessage(message.capability(), message.type(), message.data()));
  }

  private Delivery deliver(InstanceUid uid, Fragment fragment) {
    return channel(uid).map(channel -> channel.deliver(fragment)).orElse(Delivery.NOT_CONNECTED);
  }

  @Override
  public void close(InstanceUid uid, String reason) {
    channel(uid).ifPresent(channel -> channel.close(reason));
  }
}
