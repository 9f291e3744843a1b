package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.AgentFacts;
import io.muster.agent.AgentSelector;
import io.muster.agent.AgentState;
import io.muster.agent.Attribute;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.Labels;
import io.muster.agent.Presence;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.cluster.Hints;
import io.muster.fleet.AgentQuery.HealthFilter;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Search over 20,000 agents: right, stable over pages, and quick (the time is printed). */
class AgentSearchTest {

  private static final int AGENTS = 20_000;
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final FleetHarness HARNESS = new FleetHarness();
  private static final AgentIndex INDEX = new AgentIndex();
  private static final AgentSearch SEARCH =
      new AgentSearch(
          new Fleet(
              INDEX,
              HARNESS.agents,
              new AgentSaver(HARNESS.agents, HARNESS, HARNESS.settings.saveTimeout(), Hints.NONE),
              HARNESS.labels(),
              new EffectiveConfigs(HARNESS.contents, body -> body, HARNESS),
              new KnownComponents(HARNESS.contents, HARNESS),
              HARNESS.pacing(),
              new UidChanges(
                  INDEX,
                  new AgentSaver(
                      HARNESS.agents, HARNESS, HARNESS.settings.saveTimeout(), Hints.NONE),
                  HARNESS.labels(),
                  new InstanceUids(HARNESS, new java.security.SecureRandom()),
                  HARNESS.events,
                  HARNESS),
              HARNESS.events,
              HARNESS.ownership(),
              HARNESS),
          HARNESS.settings);

  /** Every tenth agent is in production, every hundredth unhealthy, every other disconnected. */
  @BeforeAll
  static void fill() {
    for (int i = 0; i < AGENTS; i++) {
      INDEX.add(agent(i));
    }
  }

  private static InstanceUid uid(int i) {
    return new InstanceUid(0x0190e0a200007000L, Long.MIN_VALUE | i);
  }

  private static KnownAgent agent(int i) {
    List<Attribute> others = new ArrayList<>();
    others.add(Attribute.text("host.name", "host-" + i + ".example.com"));
    others.add(Attribute.text("os.type", "linux"));
    others.add(Attribute.text("region", i % 3 == 0 ? "eu" : "us"));
    Description description =
        new Description(
            List.of(
                Attribute.text("service.name", "otelcol"),
                Attribute.text("service.version", i % 1000 == 0 ? "0.99.0" : "0.98.0")),
            others);
    Reported reported =
        new Reported(
            AgentCapabilities.NONE,
            description,
            Health.of(
                ComponentHealth.newBuilder()
                    .setHealthy(i % 100 != 0)
                    .setLastError(i % 100 == 0 ? "Exporter refused" : "")
                    .build()),
            null,
            null,
            null,
            null,
            List.of(),
            null);
    Labels labels = new Labels(Map.of("env", i % 10 == 0 ? "prod" : "test"));
    KnownAgent agent =
        new KnownAgent(
            new AgentState(uid(i), reported, labels, AgentFacts.of(uid(i), NOW)), 1, NOW);
    if (i % 2 == 0) {
      synchronized (agent) {
        agent.connected(new AgentConnection(i + 1, Transport.WEBSOCKET, NOW, "test"));
      }
    }
    return agent;
  }

  private static AgentPage find(
      String selector,
      String text,
      Set<Presence> presences,
      @Nullable HealthFilter health,
      @Nullable InstanceUid after,
      int limit) {
    long start = System.nanoTime();
    AgentPage page =
        SEARCH.find(
            new AgentQuery(AgentSelector.parse(selector), text, presences, health, after, limit));
    System.out.printf(
        "search selector=%s q=%s of %d agents: %d found in %.1f ms%n",
        selector, text, AGENTS, page.total(), (System.nanoTime() - start) / 1e6);
    return page;
  }

  @Test
  void labelsAndAttributesSelect() {
    assertThat(find("env=prod", "", Set.of(), null, null, 10).total()).isEqualTo(2000);
    assertThat(find("env=prod,region=eu", "", Set.of(), null, null, 10).total()).isEqualTo(667);
    assertThat(find("service.version=0.99.0", "", Set.of(), null, null, 10).total()).isEqualTo(20);
    assertThat(find("env=nowhere", "", Set.of(), null, null, 10).agents()).isEmpty();
  }

  @Test
  void textIsFoundAnywhereWithoutRegardToCase() {
    assertThat(find("", "HOST-19999.example", Set.of(), null, null, 10).agents())
        .extracting(KnownAgent::uid)
        .containsExactly(uid(19_999));
    assertThat(find("", "exporter REFUSED", Set.of(), null, null, 10).total()).isEqualTo(200);
    assertThat(find("", uid(123).toString(), Set.of(), null, null, 10).total()).isEqualTo(1);
    assertThat(find("", "no such text", Set.of(), null, null, 10).total()).isZero();
  }

  @Test
  void presenceAndHealthNarrow() {
    assertThat(find("", "", Set.of(Presence.DISCONNECTED), null, null, 10).total())
        .isEqualTo(10_000);
    assertThat(find("", "", Set.of(), HealthFilter.UNHEALTHY, null, 10).total()).isEqualTo(200);
    assertThat(find("", "", Set.of(), HealthFilter.UNKNOWN, null, 10).total())
        .as("what those who are away said last is history")
        .isEqualTo(10_000);
    assertThat(
            find(
                    "env=prod",
                    "0.99",
                    Set.of(Presence.CONNECTED, Presence.STALE),
                    HealthFilter.UNHEALTHY,
                    null,
                    10)
                .total())
        .isEqualTo(20);
  }

  @Test
  void pagesShowEveryAgentOnceWhileOthersComeAndGo() {
    Set<InstanceUid> seen = new HashSet<>();
    InstanceUid after = null;
    int pages = 0;
    KnownAgent visitor =
        new KnownAgent(
            new AgentState(
                new InstanceUid(1, 1),
                Reported.NOTHING,
                AgentFacts.of(new InstanceUid(1, 1), NOW.plus(Duration.ofDays(1)))),
            1,
            NOW);
    do {
      AgentPage page =
          SEARCH.find(new AgentQuery(AgentSelector.ALL, "", Set.of(), null, after, 1000));
      page.agents().forEach(agent -> assertThat(seen.add(agent.uid())).isTrue());
      after = page.next();
      pages++;
      if (pages % 2 == 0) {
        INDEX.add(visitor); // before the cursor: not shown, and shifts nothing
      } else {
        INDEX.remove(visitor);
      }
    } while (after != null);
    INDEX.remove(visitor);

    assertThat(pages).isEqualTo(20);
    assertThat(seen).hasSize(AGENTS).contains(uid(0), uid(19_999));
  }
}
