package io.muster.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer;
import io.muster.fleet.TestFleet;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.telemetry.FleetMetrics;
import io.muster.telemetry.SessionMetrics;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The hub of one server on a fleet in memory: no network, time stands still, threads do one task
 * after another when the test says so.
 */
final class HubInTests {

  /** Status, health, remote config. */
  private static final AgentCapabilities MANAGED =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_HEALTH);

  final TestFleet fleet = new TestFleet();
  final ThreadsInTests threads = new ThreadsInTests();
  final WaitInTests wait = new WaitInTests();
  final Sessions sessions = new Sessions(fleet.fleet());
  final SessionMetrics metrics;
  final AgentSettings settings;
  final SessionServices services;

  /** Counts what is not released. */
  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  HubInTests(Offer... offers) {
    this(Map.of(), offers);
  }

  /**
   * With settings other than the defaults.
   *
   * @param changed by name, without the prefix
   */
  HubInTests(Map<String, String> changed, Offer... offers) {
    settings = settings(changed);
    metrics = new SessionMetrics(meters);
    services =
        new SessionServices(
            settings,
            fleet.settings(),
            fleet.fleet(),
            fleet.reporting(),
            fleet.offers(),
            List.of(offers),
            sessions,
            fleet.remoteHolders(),
            fleet.commands(sessions),
            new ServerIdentity(settings),
            metrics,
            new FleetMetrics(meters),
            fleet.clock(),
            threads,
            wait);
  }

  /** The settings of the agents' port. */
  static AgentSettings settings(Map<String, String> changed) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withMapping(AgentSettings.class)
            .withConverter(Duration.class, 200, new DurationConverter())
            .withConverter(MemorySize.class, 200, new MemorySizeConverter());
    changed.forEach((name, value) -> builder.withDefaultValue("muster.agents." + name, value));
    return builder.build().getConfigMapping(AgentSettings.class);
  }

  static InstanceUid uid(int number) {
    return new InstanceUid(0x0190e0a200007000L, 0x8000000000000000L + number);
  }

  /** Nothing but a sign of life. */
  static AgentToServer.Builder heartbeat(int agent, long sequence) {
    return AgentToServer.newBuilder()
        .setInstanceUid(uid(agent).toBytes())
        .setSequenceNum(sequence)
        .setCapabilities(MANAGED.bits());
  }

  /** Everything that an agent reports, so that it is not asked for more. */
  static AgentToServer.Builder complete(int agent, long sequence) {
    return heartbeat(agent, sequence)
        .setAgentDescription(AgentDescription.getDefaultInstance())
        .setHealth(ComponentHealth.newBuilder().setHealthy(true))
        .setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance());
  }

  KnownAgent agent(int number) {
    return fleet.fleet().find(uid(number)).orElseThrow();
  }

  /** The number of the connection by which an agent is reached. */
  long connectionOf(int number) {
    return Objects.requireNonNull(agent(number).link(), "it is not connected").connection();
  }

  /** A socket that is open. */
  SocketInTests open() {
    return new SocketInTests(this);
  }

  double gauge(String name) {
    Gauge gauge = meters.find(name).gauge();
    return gauge == null ? 0 : gauge.value();
  }

  /** The value of a counter, with or without a tag that says the reason. */
  double count(String name, String... tags) {
    Counter counter = meters.find(name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  /** Bytes of buffers that nobody has released. */
  long unreleased() {
    return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
  }
}
