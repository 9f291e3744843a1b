package io.muster.session;

import io.muster.agent.Transport;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.Arrival;
import io.muster.fleet.Connections.Delivery;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.SessionRecord;
import io.muster.protocol.Decoded;
import io.muster.protocol.Fragment;
import io.muster.protocol.ServerMessage;
import io.muster.protocol.WireUid;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One agent that polls: what it is to be sent waits here for its next request, whatever TCP
 * connection that comes by (HT-9, HT-10). One request at a time; another one of the same agent
 * waits for it. Thread-safe.
 */
final class PollingSession implements AgentChannel {

  /** The answer to one request. */
  sealed interface Answer {}

  /**
   * A message.
   *
   * @param oversize whether something was left out because the message would be too large
   */
  record Said(ServerMessage message, boolean oversize) implements Answer {}

  /** None: 503, and when to come back. */
  record Refused(Duration retryAfter, String text) implements Answer {}

  /** How long a session without its agent is kept, so that none is dropped under a request. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final SessionServices services;
  private final Outbox outbox;
  private final AgentConnection link;

  /** Held for a whole request, which waits for the store; the outbox has its own monitor. */
  private final ReentrantLock turn = new ReentrantLock();

  private final PollerTracks tracks = new PollerTracks();
  private final SpreadPolls spread = new SpreadPolls();

  /** Of a second agent that polls under this uid, until it has taken one of its own. */
  private volatile @Nullable PollingSession twin;

  private volatile @Nullable KnownAgent agent;
  private volatile Instant lastUsed;

  PollingSession(SessionServices services, WireUid uid, Instant since, String remoteAddress) {
    this.services = services;
    this.lastUsed = since;
    this.link =
        new AgentConnection(
            services.sessions().nextConnection(), Transport.HTTP, since, remoteAddress);
    this.outbox = new Outbox(services.outboxes(), uid, link.connection());
  }

  /**
   * Processes a request and says what to answer; blocks, on a virtual thread.
   *
   * @param arrival how the request came: each may come by other settings
   * @param remoteAddress where it came from
   */
  Answer poll(Decoded decoded, Arrival arrival, String remoteAddress) {
    turn.lock();
    try {
      lastUsed = services.clock().instant();
      if (isOfTwin(decoded, remoteAddress)) {
        return twinPolls(decoded, arrival, remoteAddress);
      }
      Answer answer = poll(decoded, arrival);
      lookElsewhere(decoded, host(remoteAddress));
      return answer;
    } finally {
      turn.unlock();
    }
  }

  /** Whether a second agent polls under this uid, and this is it (ID-16). */
  private boolean isOfTwin(Decoded decoded, String remoteAddress) {
    PollingSession second = twin;
    if (second != null && second.hasUidOfItsOwn()) {
      twin = null;
      second.forget();
      tracks.together();
    }
    if (services.settings().duplicateUid() == AgentSettings.DuplicateUid.DISCONNECT) {
      return false; // The first cannot be cut off.
    }
    return tracks.isOfSecond(
        decoded.message().getSequenceNum(), decoded.message().hashCode(), host(remoteAddress));
  }

  private static String host(String remoteAddress) {
    int port = remoteAddress.lastIndexOf(':');
    return port < 0 ? remoteAddress : remoteAddress.substring(0, port);
  }

  /**
   * Whether a second agent polls another instance under this uid. The one that began later is the
   * second, and has a uid of its own from its next poll on.
   */
  private void lookElsewhere(Decoded decoded, String host) {
    KnownAgent known = agent;
    SessionRecord before = known == null ? null : known.takenFrom();
    long number = decoded.message().getSequenceNum();
    if (known == null
        || !spread.areTwo(number, before)
        || before == null
        || services.settings().duplicateUid() == AgentSettings.DuplicateUid.DISCONNECT) {
      return;
    }
    spread.begin();
    if (before.since().isBefore(link.since())) {
      tracks.separate(before.sequence(), number, decoded.message().hashCode(), host);
    } else {
      services.exchange().askAnew(known);
    }
  }

  private boolean hasUidOfItsOwn() {
    KnownAgent known = agent;
    return known != null && (known.gone() || known.state().facts().assignment() == null);
  }

  private Answer twinPolls(Decoded decoded, Arrival arrival, String remoteAddress) {
    if (services.settings().duplicateUid() == AgentSettings.DuplicateUid.DENY) {
      return failed(decoded, MessageExchange.secondAgentDenied());
    }
    PollingSession second = twin;
    if (second == null) {
      KnownAgent first = agent;
      KnownAgent other = first == null ? null : services.exchange().separate(first);
      if (other == null) {
        return failed(decoded, MessageExchange.noMoreAgents());
      }
      second = new PollingSession(services, outbox.uid(), lastUsed, remoteAddress);
      second.agent = other;
      twin = second;
    }
    return second.poll(decoded, arrival, remoteAddress);
  }

  private Said failed(Decoded decoded, Fragment error) {
    services.metrics().message(Transport.HTTP.name(), "failed");
    return new Said(ServerMessage.of(decoded.uid(), error), false);
  }

  private Answer poll(Decoded decoded, Arrival arrival) {
    return switch (services.exchange().process(decoded, link.with(arrival), agent)) {
      case MessageExchange.Failed(Fragment error) -> failed(decoded, error);
      case MessageExchange.Overloaded(Duration retryAfter, String text) -> {
        services.metrics().message(Transport.HTTP.name(), "failed");
        yield new Refused(retryAfter, text);
      }
      case MessageExchange.Processed(KnownAgent known, boolean disconnecting) -> {
        services.metrics().message(Transport.HTTP.name(), "processed");
        if (disconnecting) {
          end(known);
        } else {
          KnownAgent before = agent;
          if (before != null && !before.equals(known)) {
            services.sessions().detach(before, this);
          }
          agent = known;
          services.sessions().attach(known, this, link.connection());
          // Before the answer, which then carries it.
          services.commands().reached(known);
        }
        yield answer(disconnecting ? null : known);
      }
    };
  }

  private Answer answer(@Nullable KnownAgent known) {
    synchronized (outbox) {
      outbox.owe();
      outbox.markIdentification();
      outbox.introduceAgain();
      // What is not stored yet waits for the next request: the exchange has begun what it could.
      ServerMessage message = outbox.next(known, ignored -> {});
      if (message == null) {
        throw new IllegalStateException("a request is always answered");
      }
      return new Said(message, outbox.tookTooMuch());
    }
  }

  private void end(KnownAgent known) {
    agent = null;
    services.sessions().detach(known, this);
    services.fleet().disconnected(known, link.connection());
  }

  /** Whether the agent is reached by this session, or was a moment ago. */
  boolean current() {
    PollingSession second = twin;
    if (second != null && second.current()) {
      return true;
    }
    KnownAgent known = agent;
    AgentConnection held = known == null ? null : known.link();
    return (held != null && held.connection() == link.connection())
        || services.clock().instant().isBefore(lastUsed.plus(GRACE));
  }

  /** The agent has stayed away, or uses another way now. */
  void forget() {
    PollingSession second = twin;
    if (second != null) {
      second.forget();
    }
    KnownAgent known = agent;
    if (known != null) {
      services.sessions().detach(known, this);
    }
    synchronized (outbox) {
      outbox.discard();
    }
  }

  @Override
  public void reconcile() {
    // Looked at with every request anyway.
  }

  @Override
  public Delivery deliver(Fragment fragment) {
    synchronized (outbox) {
      if (!outbox.promise()) {
        return Delivery.FULL;
      }
      outbox.queue(fragment);
      return Delivery.QUEUED;
    }
  }

  @Override
  public void close(String reason) {
    KnownAgent known = agent;
    if (known != null) {
      end(known);
    }
  }
}
