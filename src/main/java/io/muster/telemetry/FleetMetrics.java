package io.muster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What is measured of the fleet. Thread-safe. */
@Singleton
public final class FleetMetrics {

  private final MeterRegistry registry;
  private final Counter fullState;
  private final Counter lateSaves;
  private final Counter expired;
  private final Counter contentsRefused;
  private final Counter contentsDropped;
  private final Counter commandsQueued;
  private final Counter commandsSent;

  /** Registers the meters. */
  public FleetMetrics(MeterRegistry registry) {
    this.registry = registry;
    fullState =
        Counter.builder("muster.full.state.requests")
            .description("Agents asked to report their full state")
            .register(registry);
    lateSaves =
        Counter.builder("muster.answers.unsaved")
            .description("Answers given before the report was durable, because the store was slow")
            .register(registry);
    expired =
        Counter.builder("muster.agents.expired")
            .description("Agents forgotten because they were not seen for their retention time")
            .register(registry);
    contentsRefused =
        Counter.builder("muster.contents.refused")
            .description(
                "Times that an effective config or list of components was not stored at once,"
                    + " because all of them take what muster.fleet.contents-max-size allows")
            .register(registry);
    contentsDropped =
        Counter.builder("muster.contents.dropped")
            .description(
                "Contents that agents had replaced and that went before their 10 minutes were over,"
                    + " because one agent or all together left too many")
            .register(registry);
    commandsQueued = commands("queued");
    commandsSent = commands("sent");
  }

  private Counter commands(String what) {
    return Counter.builder("muster.commands")
        .description(
            "Commands left for another instance, or for the next poll (queued), and taken from"
                + " there and sent; the others expired")
        .tag("state", what)
        .register(registry);
  }

  /** Registers the meters of a kind of offer; asked again, the same meters. */
  public OfferMetrics offers(OfferMetrics.Names names) {
    return new OfferMetrics(registry, names);
  }

  /** An agent was asked for its full state. */
  public void fullStateRequested() {
    fullState.increment();
  }

  /** An answer did not wait for the store. */
  public void answeredUnsaved() {
    lateSaves.increment();
  }

  /** A command waits for the instance that has its agent. */
  public void commandQueued() {
    commandsQueued.increment();
  }

  /** A command that waited was handed to the agent's connection. */
  public void commandSent() {
    commandsSent.increment();
  }

  /** An agent was forgotten. */
  public void agentExpired() {
    expired.increment();
  }

  /** There was no room for a content. */
  public void contentWithoutRoom() {
    contentsRefused.increment();
  }

  /** A content that was replaced went before its time. */
  public void contentDroppedEarly() {
    contentsDropped.increment();
  }

  /** Watches how many freezes there are. */
  public void watchFreezes(IntSupplier freezes) {
    Gauge.builder("muster.freeze", () -> freezes.getAsInt() > 0 ? 1 : 0)
        .description("1 while a freeze holds for any agents, 0 otherwise")
        .strongReference(true)
        .register(registry);
  }

  /** Watches how many bytes contents have. */
  public void watchContents(LongSupplier bytes) {
    Gauge.builder("muster.contents.bytes", bytes::getAsLong)
        .description("Stored effective configs and lists of components, as measured lately")
        .baseUnit("bytes")
        .strongReference(true)
        .register(registry);
  }

  /** Watches how many agents have a config that waits to be stored. */
  public void watchWaitingContents(IntSupplier agents) {
    Gauge.builder("muster.contents.waiting", agents::getAsInt)
        .description("Agents whose newest effective config waits for its minute to be stored")
        .strongReference(true)
        .register(registry);
  }

  /** How many agents are in each state of sync. */
  public CountsByWord sync(Collection<String> states) {
    return new CountsByWord(
        registry,
        "muster.agents.sync",
        "Agents by whether they run the config they should, as counted lately",
        "state",
        states);
  }

  /** How many agents are connected, or not. */
  public CountsByWord status(Collection<String> states) {
    return new CountsByWord(
        registry,
        "muster.agents.status",
        "Agents by whether they are connected, as counted lately",
        "status",
        states);
  }

  /** How many agents are healthy, or not. */
  public CountsByWord health(Collection<String> states) {
    return new CountsByWord(
        registry,
        "muster.agents.health",
        "Agents by the health they report, as counted lately; unknown if they are not connected",
        "health",
        states);
  }

  /** How many agents have which version. */
  public TopCounts versions() {
    return new TopCounts(
        registry,
        "muster.agents.versions",
        "Agents by service.version, as counted lately: the 20 that most have, and the others",
        "version");
  }

  /** Watches how many agents are known, and how many of them are ahead of the store. */
  public void watch(IntSupplier known, IntSupplier unsaved) {
    Gauge.builder("muster.agents.known", known::getAsInt)
        .description("Agents known, connected or not")
        .strongReference(true)
        .register(registry);
    Gauge.builder("muster.agents.unsaved", unsaved::getAsInt)
        .description("Agents whose newest state is in memory only")
        .strongReference(true)
        .register(registry);
  }
}
