package io.muster.session;

import io.muster.fleet.AgentCommands;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferScheduler;
import io.muster.fleet.Reporting;
import io.muster.protocol.Decoder;
import io.muster.protocol.InstanceUid;
import io.muster.telemetry.FleetMetrics;
import io.muster.telemetry.SessionMetrics;
import io.netty.channel.EventLoop;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What all connections share, put together once. Thread-safe. */
@Singleton
class SessionServices {

  private final AgentSettings settings;
  private final Fleet fleet;
  private final OfferScheduler offers;
  private final Sessions sessions;
  private final AgentCommands commands;
  private final ServerIdentity server;
  private final SessionMetrics metrics;
  private final InstantSource clock;
  private final Decoder decoder;
  private final MessageExchange exchange;
  private final Outbox.Shared outboxes;
  private final MessageMemoryBudget budget;
  private final HeldMessages held;
  private final UidBindings bindings;
  private final Executor threads;
  private final Map<EventLoop, PingWheel> wheels = new ConcurrentHashMap<>();

  @Inject
  SessionServices(
      AgentSettings settings,
      FleetSettings fleetSettings,
      Fleet fleet,
      Reporting reporting,
      OfferScheduler offers,
      @Any Instance<Offer> kinds,
      Sessions sessions,
      AgentCommands commands,
      ServerIdentity server,
      SessionMetrics metrics,
      FleetMetrics fleetMetrics,
      InstantSource clock) {
    this(
        settings,
        fleetSettings,
        fleet,
        reporting,
        offers,
        kinds.stream().toList(),
        sessions,
        commands,
        server,
        metrics,
        fleetMetrics,
        clock,
        task -> Thread.ofVirtual().name("agent").start(task),
        BoundedWait.BLOCKING);
  }

  /**
   * On ports of the caller.
   *
   * @param threads process messages and may block
   * @param wait how they wait for the store and for other connections
   */
  SessionServices(
      AgentSettings settings,
      FleetSettings fleetSettings,
      Fleet fleet,
      Reporting reporting,
      OfferScheduler offers,
      List<Offer> kinds,
      Sessions sessions,
      AgentCommands commands,
      ServerIdentity server,
      SessionMetrics metrics,
      FleetMetrics fleetMetrics,
      InstantSource clock,
      Executor threads,
      BoundedWait wait) {
    this.settings = settings;
    this.fleet = fleet;
    this.offers = offers;
    this.sessions = sessions;
    this.commands = commands;
    this.server = server;
    this.metrics = metrics;
    this.clock = clock;
    decoder = new Decoder(server.limits(), settings.acceptHeaderless());
    List<Offer> offered =
        kinds.stream().filter(offer -> server.has(offer.traits().offeredBy())).toList();
    budget = MessageMemoryBudget.of(settings);
    held = new HeldMessages(HeldMessages.MOST, budget.limit());
    bindings = new UidBindings(settings, fleet);
    OfferDecider decider = new OfferDecider(offers, clock);
    exchange =
        new MessageExchange(
            fleet,
            reporting,
            offers,
            decider,
            offered,
            fleetSettings,
            sessions,
            new Contests(fleet, sessions, settings, held, wait),
            fleetMetrics,
            wait);
    outboxes = new Outbox.Shared(server, reporting, offers, decider, offered, metrics);
    this.threads = threads;
  }

  AgentSettings settings() {
    return settings;
  }

  Fleet fleet() {
    return fleet;
  }

  OfferScheduler offers() {
    return offers;
  }

  Sessions sessions() {
    return sessions;
  }

  AgentCommands commands() {
    return commands;
  }

  ServerIdentity server() {
    return server;
  }

  SessionMetrics metrics() {
    return metrics;
  }

  InstantSource clock() {
    return clock;
  }

  Decoder decoder() {
    return decoder;
  }

  MessageExchange exchange() {
    return exchange;
  }

  Outbox.Shared outboxes() {
    return outboxes;
  }

  /**
   * Whether a credential may speak for a uid (AU-6); asked before anything else.
   *
   * @param bound the uid it is bound to; null for a credential of any uid
   */
  boolean mayUse(@Nullable InstanceUid bound, InstanceUid uid) {
    return bindings.allow(bound, uid);
  }

  /** Messages that wait to be told whose they are. */
  HeldMessages held() {
    return held;
  }

  /** The timer wheel of an event loop. */
  PingWheel wheel(EventLoop loop) {
    return wheels.computeIfAbsent(loop, key -> new PingWheel(key, settings, metrics));
  }

  /** Where messages are processed, which blocks. */
  Executor threads() {
    return threads;
  }

  MessageMemoryBudget budget() {
    return budget;
  }
}
