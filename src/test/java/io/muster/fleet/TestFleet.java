package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Attempts;
import io.muster.agent.Labels;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.cluster.Feed;
import io.muster.cluster.Hints;
import io.muster.cluster.InstancesInTests;
import io.muster.freeze.Freezes;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.redaction.SecretKeys;
import io.muster.redaction.SecretRedaction;
import io.muster.store.InMemoryStore;
import io.muster.store.cluster.ClusterStores;
import io.muster.store.fleet.FleetStores;
import io.muster.telemetry.FleetMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A fleet in memory for tests of other packages: agents are put in as they are to be. */
public final class TestFleet {

  /** The time in this fleet, which stands still. */
  public static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

  private static final SecretKeys KEYS = new SecretKeys(SecretKeys.DEFAULT);

  private FleetHarness harness = new FleetHarness();

  /** Offers this too, from before the first message on. */
  public void offering(Offer offer) {
    harness.kinds.add(offer);
  }

  /** Puts an agent in. */
  public KnownAgent add(
      InstanceUid uid, Reported reported, Map<String, String> labels, @Nullable Transport by) {
    AgentFacts facts = AgentFacts.of(uid, NOW);
    harness.agents.saveFacts(Map.of(uid, facts)).join();
    KnownAgent agent =
        new KnownAgent(new AgentState(uid, reported, new Labels(labels), facts), 7, NOW);
    if (by != null) {
      connected(agent, by);
    }
    return agent;
  }

  /** The fleet itself. */
  public Fleet fleet() {
    return harness.fleet();
  }

  /** What operators say of its agents. */
  public AgentLabels labels() {
    return harness.labels();
  }

  /** Takes what agents say. */
  public Reporting reporting() {
    return harness.reporting();
  }

  /** Says what agents are offered. */
  public OfferScheduler offers() {
    return harness.offers();
  }

  /** Brings commands to agents on these connections; no other instance has any. */
  public AgentCommands commands(Connections connections) {
    InMemoryStore store = new InMemoryStore(harness);
    return new AgentCommands(
        fleet(),
        connections,
        FleetStores.on(store).commands(),
        new Feed(ClusterStores.on(store).feed(), false, Runnable::run),
        InstancesInTests.alone(),
        harness.settings,
        new FleetMetrics(new SimpleMeterRegistry()),
        freezes(),
        harness);
  }

  /** Asks other instances, of which there are none. */
  public RemoteHolders remoteHolders() {
    return new RemoteHolders(
        fleet(),
        link -> CompletableFuture.failedFuture(new IllegalStateException("no sockets")),
        FleetStores.on(new InMemoryStore(harness)).questions(),
        InstancesInTests.alone(),
        Hints.NONE,
        harness,
        Runnable::run);
  }

  /**
   * Asks other instances by these questions.
   *
   * @param reminded told whenever others are told that there is one
   */
  public RemoteHolders remoteHolders(SessionQuestions questions, Hints reminded) {
    return new RemoteHolders(
        fleet(),
        link -> CompletableFuture.failedFuture(new IllegalStateException("no sockets")),
        questions,
        InstancesInTests.on(new InMemoryStore(harness, true), "here-1"),
        reminded,
        harness,
        Runnable::run);
  }

  /** What is frozen in this fleet. */
  public Freezes freezes() {
    return harness.freezes;
  }

  /** The store of the agents, to make it hang or fail. */
  public InMemoryAgentStore agents() {
    return harness.agents;
  }

  /** The time in this fleet. */
  public InstantSource clock() {
    return harness;
  }

  /** The default settings. */
  public FleetSettings settings() {
    return harness.settings;
  }

  /** Has time pass in this fleet. */
  public void pass(Duration time) {
    harness.pass(time);
  }

  /** Stores an agent; {@link #load} has the fleet know it. */
  public void store(
      InstanceUid uid, Reported reported, Map<String, String> labels, Attempts attempts) {
    AgentFacts facts = AgentFacts.of(uid, NOW).withAttempts(attempts);
    harness.agents.saveFacts(Map.of(uid, facts)).join();
    var _ = harness.labels.write(uid, null, new Labels(labels));
    harness.agents.saveReports(Map.of(uid, new AgentStore.StoredReport(reported, 7, NOW))).join();
  }

  /** The same, and the agent has told another effective config since, which is not stored. */
  public void storeBehind(
      InstanceUid uid, Reported reported, Map<String, String> labels, Attempts attempts) {
    store(uid, reported, labels, attempts);
    harness
        .agents
        .saveReports(Map.of(uid, new AgentStore.StoredReport(reported, 7, NOW, true)))
        .join();
  }

  /** Stores an effective config, files by name; to be named in a report. */
  public ContentHash effective(Map<String, String> files) {
    AgentConfigMap.Builder map = AgentConfigMap.newBuilder();
    files.forEach((name, yaml) ->
        map.putConfigMap(
            name, AgentConfigFile.newBuilder().setBody(ByteString.copyFromUtf8(yaml)).build()));
    EffectiveConfigs configs =
        new EffectiveConfigs(harness.contents, new SecretRedaction(KEYS), harness);
    EffectiveConfigs.Prepared prepared = configs.prepare(map.build());
    configs.put(prepared).join();
    return prepared.key();
  }

  /** Stores components under their hash. */
  public void store(AvailableComponents components) {
    harness
        .contents
        .put(
            ContentStore.Kind.COMPONENTS,
            new ContentHash(components.getHash()),
            components.toByteString())
        .join();
  }

  /**
   * Makes a fleet that knows the agents that were stored; {@link #fleet} is another one then.
   *
   * @param connected how many of them are connected, in the order of their uids
   */
  public void load(int connected) {
    harness = harness.restarted();
    harness.fleet().agents().stream()
        .limit(connected)
        .forEach(agent -> connected(agent, Transport.WEBSOCKET));
  }

  /** Marks an agent that came while nobody could be asked whether it is the one. */
  public void unverified(InstanceUid uid) {
    KnownAgent agent = fleet().find(uid).orElseThrow();
    synchronized (agent) {
      agent.doubtful();
    }
  }

  private static void connected(KnownAgent agent, Transport by) {
    synchronized (agent) {
      agent.connected(new AgentConnection(1, by, NOW, "10.0.0.1:4711"));
    }
  }
}
