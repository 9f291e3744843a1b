package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentFacts;
import io.muster.agent.AgentSelector;
import io.muster.agent.Attribute;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.Presence;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.cluster.InstanceId;
import io.muster.cluster.InstancesInTests;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import io.muster.store.fleet.FleetStores;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What it costs an instance to bring 57,000 agents of others up to date; the time is printed. */
class FleetReadingCostTest {

  private static final int AGENTS = 57_000;
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

  private final InMemoryStore store = new InMemoryStore(new ManualTime(), true);

  private static Reported reported(int i) {
    List<Attribute> attributes =
        IntStream.range(0, 12)
            .mapToObj(n -> Attribute.text("key." + n, "value " + i % 100))
            .toList();
    ComponentHealth.Builder health = ComponentHealth.newBuilder().setHealthy(true);
    for (int n = 0; n < 10; n++) {
      health.putComponentHealthMap(
          "pipeline:" + n, ComponentHealth.newBuilder().setHealthy(true).build());
    }
    return new Reported(
        FleetHarness.MANAGED,
        new Description(attributes, List.of()),
        Health.of(health.build()),
        null,
        null,
        null,
        null,
        List.of(),
        null);
  }

  private void fill() {
    FleetStores stores = FleetStores.on(store);
    Map<InstanceUid, AgentStore.StoredReport> reports = new HashMap<>();
    Map<InstanceUid, AgentFacts> facts = new HashMap<>();
    SessionRecord holding =
        new SessionRecord(
            new InstanceId("other-1"), 1, true, Transport.WEBSOCKET, NOW, "10.0.0.1:1", 7, NOW);
    for (int i = 0; i < AGENTS; i++) {
      InstanceUid uid = new InstanceUid(7, i);
      reports.put(uid, new AgentStore.StoredReport(reported(i), 7, NOW));
      facts.put(uid, AgentFacts.of(uid, NOW));
      var _ = stores.sessionRecords().claim(uid, holding, 0);
    }
    stores.agents().saveReports(reports).join();
    stores.agents().saveFacts(facts).join();
  }

  @Test
  void aReadingOfAFleetTakesAFewSeconds() {
    fill();
    InstancesInTests.on(store, "other-1").tick();
    FleetHarness harness = FleetHarness.on(store, InstancesInTests.on(store, "self-2"), NOW);
    harness.reading().read();
    long begun = System.nanoTime();
    harness.reading().read();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    AgentSearch search = new AgentSearch(harness.fleet(), harness.settings);
    long searched = System.nanoTime();
    AgentPage page =
        search.find(
            new AgentQuery(
                AgentSelector.parse("key.3=value 5"),
                "",
                Set.of(Presence.CONNECTED),
                null,
                null,
                100));
    System.out.printf(
        "a reading of %,d agents took %d ms, a search %d ms%n",
        AGENTS, took.toMillis(), (System.nanoTime() - searched) / 1_000_000);
    assertThat(page.total()).isEqualTo(AGENTS / 100);
    assertThat(took).isLessThan(Duration.ofSeconds(30));
  }
}
