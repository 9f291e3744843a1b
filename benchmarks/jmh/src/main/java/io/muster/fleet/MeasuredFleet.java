package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.benchmarks.Samples;
import io.muster.cluster.Hints;
import io.muster.freeze.Freezes;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentToServer;
import io.muster.telemetry.FleetMetrics;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A fleet of the measured agents, as the server builds it, over a store that takes everything at
 * once: what is measured is the fleet and no disk. The clock stands still. In this package because
 * the fleet is put together by classes that are nobody else's business.
 */
public final class MeasuredFleet {

  /** Number of the connection of {@link #connectedAgent}. */
  public static final long CONNECTION = 1;

  /** The time in this fleet. */
  public static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

  private final FleetBeans beans;

  /**
   * A fleet.
   *
   * @param agents how many it knows from the start; their attribute `host.attribute0` has as many
   *     values as there are agents, `service.attribute0` ten
   */
  public MeasuredFleet(int agents) {
    FleetSettings settings =
        new SmallRyeConfigBuilder()
            .withMapping(FleetSettings.class)
            .withConverter(Duration.class, 200, new DurationConverter())
            .withConverter(MemorySize.class, 200, new MemorySizeConverter())
            .build()
            .getConfigMapping(FleetSettings.class);
    NoOthers others = new NoOthers();
    Freezes freezes = new Freezes(new NoFreezes(), Hints.NONE, () -> NOW);
    freezes.reread();
    beans =
        new FleetBeans(
            new QuickAgentStore(agents),
            new NoLabels(),
            others,
            OfferRegistry.of(),
            new NoContents(),
            ContentUses.NONE,
            new FleetEvents(),
            settings,
            new FleetMetrics(new SimpleMeterRegistry()),
            Optional::empty,
            others.instances(),
            others.leaderships(),
            Hints.NONE,
            freezes,
            () -> NOW);
    beans.fleet().load();
  }

  /** Search over the fleet. */
  public AgentSearch search() {
    return beans.search();
  }

  /** Applies what agents say. */
  public Reporting reporting() {
    return beans.reporting();
  }

  /** Decides about offers. */
  public OfferScheduler offers() {
    return beans.offers();
  }

  /** One agent that is connected and was never offered anything; not in the fleet's index. */
  public KnownAgent connectedAgent(int number) {
    InstanceUid uid = uid(number);
    KnownAgent agent =
        new KnownAgent(new AgentState(uid, reported(number), AgentFacts.of(uid, NOW)), 1, NOW);
    synchronized (agent) {
      agent.connected(
          new AgentConnection(CONNECTION, Transport.WEBSOCKET, NOW.minusSeconds(60), "127.0.0.1:4711"));
    }
    return agent;
  }

  /** Puts an agent back to what it was: no attempts, nothing in flight. */
  public static void reset(KnownAgent agent, AgentState state) {
    synchronized (agent) {
      agent.factsRead(state.facts());
    }
  }

  private static InstanceUid uid(int number) {
    return new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE | number);
  }

  private static Reported reported(int number) {
    AgentToServer report = Samples.report(Samples.UID, 1, number);
    return new Reported(
        Samples.CAPABILITIES,
        Description.of(report.getAgentDescription()),
        Health.of(report.getHealth()),
        null,
        OfferStatus.of(report.getRemoteConfigStatus()),
        null,
        null,
        java.util.List.of(),
        null);
  }

  private record QuickAgentStore(int agents) implements AgentStore {

    @Override
    public void loadReports(Consumer<Map.Entry<InstanceUid, StoredReport>> consumer) {
      for (int i = 0; i < agents; i++) {
        consumer.accept(Map.entry(uid(i), new StoredReport(reported(i), 1, NOW)));
      }
    }

    @Override
    public void loadFacts(Consumer<Map.Entry<InstanceUid, AgentFacts>> consumer) {
      for (int i = 0; i < agents; i++) {
        consumer.accept(Map.entry(uid(i), AgentFacts.of(uid(i), NOW)));
      }
    }

    @Override
    public Optional<StoredReport> report(InstanceUid uid) {
      return Optional.empty();
    }

    @Override
    public Optional<AgentFacts> facts(InstanceUid uid) {
      return Optional.empty();
    }

    @Override
    public CompletableFuture<Set<InstanceUid>> saveReports(Map<InstanceUid, StoredReport> reports) {
      return CompletableFuture.completedFuture(Set.of());
    }

    @Override
    public CompletableFuture<Set<InstanceUid>> saveFacts(Map<InstanceUid, AgentFacts> facts) {
      return CompletableFuture.completedFuture(Set.of());
    }

    @Override
    public CompletableFuture<Void> remove(InstanceUid uid) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private static final class NoContents implements ContentStore {

    @Override
    public CompletableFuture<Void> put(Kind kind, ContentHash key, ByteString content) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Optional<ByteString> get(Kind kind, ContentHash key) {
      return Optional.empty();
    }

    @Override
    public CompletableFuture<Void> touch(Kind kind, Collection<ContentHash> keys) {
      return CompletableFuture.completedFuture(null);
    }
  }
}
