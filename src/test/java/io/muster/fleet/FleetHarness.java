package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.AgentState;
import io.muster.agent.Labels;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.cluster.Instances;
import io.muster.cluster.InstancesInTests;
import io.muster.fleet.ReportOutcome.Holder;
import io.muster.freeze.Freezes;
import io.muster.freeze.FreezesInTests;
import io.muster.freeze.Outgoing;
import io.muster.policy.ConfigOffer;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragments;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AnyValue;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.KeyValue;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import io.muster.store.fleet.FleetStores;
import io.muster.telemetry.FleetMetrics;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A whole fleet on stores in memory, a clock that stands still, and one config to offer. */
final class FleetHarness implements InstantSource {

  static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-000000000001");

  /** Status, health, remote config. */
  static final AgentCapabilities MANAGED =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_HEALTH);

  final InMemoryAgentStore agents;
  final InMemoryContentStore contents;
  final LabelStore labels;
  final FleetEvents events = new FleetEvents();
  final List<FleetListener.Change> changes = new ArrayList<>();
  final ConfigUnderTest config = new ConfigUnderTest();

  /** What is offered; others may be added before the first message. */
  final List<Offer> kinds = new ArrayList<>(List.of(config));

  /** Contents that others name. */
  final List<ContentUse> uses = new ArrayList<>();

  final Freezes freezes = FreezesInTests.none(this);

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final FleetSettings settings =
      new SmallRyeConfigBuilder()
          .withMapping(FleetSettings.class)
          .withConverter(Duration.class, 200, new DurationConverter())
          .withConverter(MemorySize.class, 200, new MemorySizeConverter())
          .build()
          .getConfigMapping(FleetSettings.class);
  private final FleetBeans beans;
  private Instant now;
  private long connection = 1;
  private Transport transport = Transport.WEBSOCKET;

  FleetHarness() {
    this(
        new InMemoryAgentStore(),
        new InMemoryContentStore(),
        inMemory().labels(),
        Instant.parse("2026-11-23T00:00:00Z"));
  }

  private FleetHarness(
      InMemoryAgentStore agents, InMemoryContentStore contents, LabelStore labels, Instant now) {
    this(
        agents,
        contents,
        agents,
        labels,
        contents,
        inMemory().sessionRecords(),
        InstancesInTests.alone(),
        now);
  }

  /** On a store of the caller, for crash points. */
  FleetHarness(KeyValueStore store) {
    this(
        new InMemoryAgentStore(),
        new InMemoryContentStore(),
        FleetStores.on(store).agents(),
        FleetStores.on(store).labels(),
        FleetStores.on(store).contents(),
        inMemory().sessionRecords(),
        InstancesInTests.alone(),
        Instant.parse("2026-11-23T00:00:00Z"));
  }

  /** On a store of the caller, on the time of which it begins. */
  static FleetHarness on(KeyValueStore store, Instant now) {
    return on(store, InstancesInTests.alone(), now);
  }

  /** One of several instances on a store. */
  static FleetHarness on(KeyValueStore store, Instances instances, Instant now) {
    FleetStores stores = FleetStores.on(store);
    return new FleetHarness(
        new InMemoryAgentStore(),
        new InMemoryContentStore(),
        stores.agents(),
        stores.labels(),
        stores.contents(),
        stores.sessionRecords(),
        instances,
        now);
  }

  private static FleetStores inMemory() {
    return FleetStores.on(new InMemoryStore(InstantSource.system()));
  }

  private FleetHarness(
      InMemoryAgentStore agents,
      InMemoryContentStore contents,
      AgentStore agentStore,
      LabelStore labels,
      ContentStore contentStore,
      SessionRecords sessionRecords,
      Instances instances,
      Instant now) {
    this.agents = agents;
    this.contents = contents;
    this.labels = labels;
    this.now = now;
    events.add(changes::add);
    beans =
        new FleetBeans(
            agentStore,
            labels,
            sessionRecords,
            new OfferRegistry(kinds),
            contentStore,
            new ContentUses(uses),
            events,
            settings,
            new FleetMetrics(meters),
            Optional::empty,
            instances,
            InstancesInTests.leaderships(),
            Hints.NONE,
            freezes,
            this);
    beans.fleet().load();
  }

  /** A new process on the same store, killed without a word before. */
  FleetHarness restarted() {
    FleetHarness next = new FleetHarness(agents, contents, labels, now);
    next.connection = 1000;
    return next;
  }

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  void reconnect() {
    connection++;
  }

  void reconnect(Transport by) {
    reconnect();
    transport = by;
  }

  void poll() {
    transport = Transport.HTTP;
  }

  AgentConnection link() {
    return new AgentConnection(connection, transport, now, "test");
  }

  Fleet fleet() {
    return beans.fleet();
  }

  Reporting reporting() {
    return beans.reporting();
  }

  OfferScheduler offers() {
    return beans.offers();
  }

  FleetRereader reading() {
    return beans.reading();
  }

  SessionOwnership ownership() {
    return new SessionOwnership(
        inMemory().sessionRecords(),
        agents,
        beans.labels(),
        new AgentIndex(),
        new OfferRegistry(kinds),
        InstancesInTests.alone(),
        this,
        Runnable::run,
        Hints.NONE);
  }

  AgentLabels labels() {
    return beans.labels();
  }

  /** Puts labels on an agent, whatever it had; blocks. */
  void label(KnownAgent agent, Map<String, String> pairs) {
    beans.labels().put(agent, "ann", new Labels(pairs), before -> {});
  }

  ContentPacing pacing() {
    return beans.pacing();
  }

  FleetSweep sweep() {
    return beans.sweep();
  }

  static AgentToServer.Builder message(long sequence) {
    return AgentToServer.newBuilder()
        .setInstanceUid(UID.toBytes())
        .setSequenceNum(sequence)
        .setCapabilities(MANAGED.bits());
  }

  /** Everything that {@link #MANAGED} promises. */
  static AgentToServer.Builder complete(long sequence) {
    return message(sequence)
        .setAgentDescription(described("demo"))
        .setHealth(ComponentHealth.newBuilder().setHealthy(true))
        .setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance());
  }

  static ComponentHealth ill(String why) {
    return ComponentHealth.newBuilder().setHealthy(false).setLastError(why).build();
  }

  static AgentDescription described(String serviceName) {
    return AgentDescription.newBuilder()
        .addIdentifyingAttributes(
            KeyValue.newBuilder()
                .setKey("service.name")
                .setValue(AnyValue.newBuilder().setStringValue(serviceName)))
        .build();
  }

  static RemoteConfigStatus status(ContentHash hash, RemoteConfigStatuses state) {
    return RemoteConfigStatus.newBuilder()
        .setLastRemoteConfigHash(hash.bytes())
        .setStatus(state)
        .build();
  }

  ReportOutcome send(AgentToServer.Builder message) {
    return reporting().report(report(message));
  }

  private Report report(AgentToServer.Builder message) {
    InstanceUid uid = InstanceUid.of(message.getInstanceUid());
    return new Report(WireUid.of(uid), message.build(), link());
  }

  /** As {@link #send}, where a connection that has the agent does not answer and is let go. */
  KnownAgent accepted(AgentToServer.Builder message) {
    ReportOutcome outcome = send(message);
    for (int rounds = 0; rounds < 3; rounds++) {
      if (outcome instanceof ReportOutcome.Contested(KnownAgent agent, Holder holder)) {
        switch (holder) {
          case Holder.Here(AgentConnection old) -> {
            fleet().disconnected(agent, old.connection());
            outcome = send(message);
          }
          case Holder.Elsewhere(SessionRecord session) ->
              outcome = reporting().report(report(message), agent, session);
        }
      }
    }
    if (outcome instanceof ReportOutcome.Accepted accepted) {
      return accepted.agent();
    }
    throw new AssertionError("not accepted but " + outcome);
  }

  long flagsAfter(AgentToServer.Builder message) {
    return reporting().takeFlags(accepted(message));
  }

  /** Offers what is due to the agent, as a connection does; the hash sent, or null. */
  @Nullable ContentHash offered(KnownAgent agent) {
    return offered(agent, config);
  }

  /** As {@link #offered(KnownAgent)}, of another kind. */
  @Nullable ContentHash offered(KnownAgent agent, Offer offer) {
    OfferDecision decision = offers().advance(agent, offer);
    if (decision instanceof OfferDecision.Begin(Offer.Due due)) {
      offers().begin(List.of(new OfferScheduler.Beginning(agent, offer.kind(), due))).join();
      decision = offers().advance(agent, offer);
    }
    if (decision instanceof OfferDecision.Send(Offer.Due due)) {
      offers().written(agent, offer.kind(), due);
      return due.hash();
    }
    return null;
  }

  /** Begins what is due and answers what {@link #offered} would: the store may refuse. */
  @Nullable ContentHash begunAndOffered(KnownAgent agent) {
    if (offers().advance(agent, config) instanceof OfferDecision.Begin(Offer.Due due)) {
      var _ = offers().begin(List.of(new OfferScheduler.Beginning(agent, OfferKind.CONFIG, due)));
    }
    return offers().advance(agent, config) instanceof OfferDecision.Send ? offered(agent) : null;
  }

  /** What is to be done about the config now, and what shows by the way noted. */
  OfferDecision advance(KnownAgent agent) {
    return offers().advance(agent, config);
  }

  /** One config for everybody. */
  static final class ConfigUnderTest implements Offer {

    private @Nullable ContentHash desired;
    long generation = 1;
    boolean goesBack;
    final AtomicInteger refreshed = new AtomicInteger();

    static ContentHash hash(String name) {
      return ContentHash.sha256(ByteString.copyFromUtf8(name));
    }

    void want(@Nullable ContentHash hash) {
      desired = hash;
    }

    @Override
    public OfferTraits traits() {
      return ConfigOffer.TRAITS;
    }

    @Override
    public Optional<Due> due(AgentState agent, Transport transport) {
      ContentHash hash = desired;
      OfferStatus status = agent.reported().configStatus();
      boolean known =
          status != null
              && hash != null
              && status.hash().equals(hash)
              && status.state() == OfferStatus.State.APPLIED;
      return hash == null || known
          ? Optional.empty()
          : Optional.of(new Due(hash, hash.hex(), generation, Fragments.flags(1), Instant.EPOCH));
    }

    @Override
    public Outgoing outgoing(AgentState agent, Due due) {
      return goesBack ? Outgoing.TAKING_BACK : Outgoing.CHANGE;
    }

    @Override
    public void refresh() {
      refreshed.incrementAndGet();
    }
  }
}
