package io.muster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** What is measured of the agents' connections and messages. Thread-safe. */
@Singleton
public final class SessionMetrics {

  /** What kind of message was processed: the `message_type` of its duration. */
  public enum Kind {
    /** Nothing but a sign of life. */
    HEARTBEAT,
    /** A report. */
    REPORT,
    /** The last one of an agent. */
    DISCONNECT,
    /** A custom message. */
    CUSTOM,
    /** A request over plain HTTP, whatever it carries. */
    POLL
  }

  /** 0.001 × 2^n seconds, n from 0 to 9 (SEMANTICS 26). */
  private static final Duration[] BUCKETS =
      IntStream.range(0, 10).mapToObj(n -> Duration.ofMillis(1L << n)).toArray(Duration[]::new);

  private static final String REJECTED = "muster.agent.upgrades.rejected";
  private static final String REJECTED_TEXT = "Peers that were not let in";
  private static final String EVICTED = "muster.sockets.evicted";
  private static final String EVICTED_TEXT = "Sockets given up by the server";

  private final MeterRegistry registry;
  private final AtomicInteger sockets = new AtomicInteger();
  private final Map<Kind, Timer> durations = new EnumMap<>(Kind.class);
  private final AtomicInteger blocked = new AtomicInteger();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong certificateExpiry = new AtomicLong();
  private final Counter heartbeats;
  private final Counter receivedBytes;
  private final Counter sentBytes;
  private final Counter oversize;

  /** Registers the meters. */
  public SessionMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("opamp.server.agent.connections", sockets, AtomicInteger::get)
        .description("Open WebSocket connections of agents")
        .register(registry);
    for (Kind kind : Kind.values()) {
      durations.put(
          kind,
          Timer.builder("opamp.server.message.duration")
              .description("Time to process a message")
              .tag("message_type", kind.name().toLowerCase(Locale.ROOT))
              .serviceLevelObjectives(BUCKETS)
              .register(registry));
    }
    Gauge.builder("muster.outbox.blocked", blocked, AtomicInteger::get)
        .description("Sockets that do not take what is to be written")
        .register(registry);
    Gauge.builder("muster.outbox.queued", queued, AtomicInteger::get)
        .description("Commands and custom messages that wait for their agents")
        .register(registry);
    heartbeats = messages("websocket", "heartbeat");
    receivedBytes =
        Counter.builder("muster.agent.received.bytes")
            .description("Bytes of messages received, after decompression")
            .register(registry);
    sentBytes =
        Counter.builder("muster.agent.sent.bytes")
            .description("Bytes of messages sent, before compression")
            .register(registry);
    oversize =
        Counter.builder("muster.messages.discarded.oversize")
            .description("Offers not sent because the message would exceed the limit")
            .register(registry);
    // From 0, so that the first one shows as an increase.
    List.of("unauthorized", "connections").forEach(r -> counter(REJECTED, REJECTED_TEXT, r));
    List.of("no_pong", "write_timeout", "read_timeout", "memory")
        .forEach(r -> counter(EVICTED, EVICTED_TEXT, r));
  }

  /** When the certificate of the agents' port expires. */
  public void certificateExpires(Instant time) {
    if (certificateExpiry.getAndSet(time.getEpochSecond()) == 0) {
      Gauge.builder("muster.agents.certificate.expiry", certificateExpiry, AtomicLong::get)
          .description("When the certificate of the agents' port expires, Unix time")
          .baseUnit("seconds")
          .register(registry);
    }
  }

  private Counter messages(String transport, String outcome) {
    return Counter.builder("muster.agent.messages")
        .description("Messages of agents by transport and outcome")
        .tag("transport", transport)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** A message was processed, or failed to be. */
  public void message(String transport, String outcome) {
    messages(transport.toLowerCase(Locale.ROOT), outcome).increment();
  }

  /** A heartbeat was acknowledged on the event loop. */
  public void heartbeat() {
    heartbeats.increment();
  }

  /** A socket stopped (1) or resumed (-1) taking bytes. */
  public void blocked(int change) {
    blocked.addAndGet(change);
  }

  /** Commands and custom messages were queued, or went out. */
  public void queued(int change) {
    queued.addAndGet(change);
  }

  /** Open WebSocket connections. */
  public int connections() {
    return sockets.get();
  }

  /** A socket was opened. */
  public void connected() {
    sockets.incrementAndGet();
  }

  /** A socket was closed. */
  public void disconnected() {
    sockets.decrementAndGet();
  }

  /** A message was processed. */
  public void processed(Kind kind, long nanos) {
    timer(kind).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Kind kind) {
    Timer timer = durations.get(kind);
    if (timer == null) {
      throw new IllegalStateException("no timer for " + kind);
    }
    return timer;
  }

  /** Bytes of a message came in. */
  public void received(int bytes) {
    receivedBytes.increment(bytes);
  }

  /** Bytes of a message went out. */
  public void sent(int bytes) {
    sentBytes.increment(bytes);
  }

  /** A message broke the rules of the wire. */
  public void malformed(String reason) {
    count("muster.messages.malformed", "Messages that break the rules of the wire", reason);
  }

  /** A peer was not let in. */
  public void rejected(String reason) {
    count(REJECTED, REJECTED_TEXT, reason);
  }

  /** A socket was given up. */
  public void evicted(String reason) {
    count(EVICTED, EVICTED_TEXT, reason);
  }

  private void count(String name, String description, String reason) {
    counter(name, description, reason).increment();
  }

  private Counter counter(String name, String description, String reason) {
    return Counter.builder(name)
        .description(description)
        .tag("reason", reason.toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /** An offer was left out because the message would have been too large. */
  public void discardedOversize() {
    oversize.increment();
  }

  /** Watches the polling agents, and the memory of unfinished messages. */
  public void watch(IntSupplier polling, LongSupplier assemblyBytes) {
    Gauge.builder("muster.agents.polling", polling::getAsInt)
        .description("Agents that poll over plain HTTP")
        .strongReference(true)
        .register(registry);
    Gauge.builder("muster.assembly.bytes", assemblyBytes::getAsLong)
        .description("Memory taken by unfinished messages out of the shared budget")
        .strongReference(true)
        .register(registry);
  }
}
