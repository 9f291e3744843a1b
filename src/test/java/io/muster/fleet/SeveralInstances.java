package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;

import io.muster.agent.AgentFacts;
import io.muster.agent.Presence;
import io.muster.cluster.Instances;
import io.muster.cluster.InstancesInTests;
import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import io.muster.store.ManualTime;
import io.muster.store.StoreUnavailable;
import io.muster.store.fleet.FleetStores;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Three instances on one store, from which each can be cut off, wholly or on the way back. */
final class SeveralInstances {

  static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

  final ManualTime time = new ManualTime();
  final InMemoryStore store = new InMemoryStore(time, true);
  final Server a = new Server("a-1");
  final Server b = new Server("b-2");
  final Server c = new Server("c-3");
  final List<Server> all = List.of(a, b, c);

  SeveralInstances() {
    all.forEach(server -> server.instances.tick());
    all.forEach(server -> server.instances.tick());
  }

  void pass(Duration duration) {
    time.advance(duration);
    all.forEach(server -> server.fleet.pass(duration));
  }

  final class Server {
    final Instances instances;
    final FleetHarness fleet;
    boolean cut;

    /** The store does what it is told, and its answers to writes are lost. */
    boolean deaf;

    private Server(String name) {
      KeyValueStore own = cuttable(() -> cut, () -> deaf);
      instances = InstancesInTests.on(own, name);
      fleet = FleetHarness.on(own, instances, NOW);
      instances.beforeGone(() -> fleet.reading().holders());
    }

    KnownAgent agent() {
      return fleet.fleet().find(UID).orElseThrow();
    }

    Presence presence() {
      return agent().presence(fleet.instant(), fleet.settings);
    }

    @Nullable String shownAt() {
      SessionRecord holding = agent().holdingElsewhere();
      return agent().link() != null
          ? instances.self().text()
          : holding == null ? null : holding.instance().text();
    }

    void settle() {
      fleet.fleet().checkpoint().join();
    }
  }

  /** The store as an instance sees it that may be cut off from it. */
  KeyValueStore cuttable(BooleanSupplier cut, BooleanSupplier deaf) {
    return (KeyValueStore)
        Proxy.newProxyInstance(
            KeyValueStore.class.getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (ignored, method, arguments) -> {
              if (cut.getAsBoolean() && !method.getName().equals("shared")) {
                var away = new StoreUnavailable(StoreUnavailable.Reason.IO, "cut off");
                if (method.getReturnType() == CompletableFuture.class) {
                  return CompletableFuture.failedFuture(away);
                }
                throw away;
              }
              Object answer = method.invoke(store, arguments);
              return deaf.getAsBoolean() && answer instanceof CompletableFuture<?>
                  ? CompletableFuture.failedFuture(
                      new StoreUnavailable(StoreUnavailable.Reason.IO, "no answer"))
                  : answer;
            });
  }

  AgentFacts facts() {
    return FleetStores.on(store).agents().facts(UID).orElseThrow();
  }

  SessionRecord stored() {
    return FleetStores.on(store).sessionRecords().read(UID).orElseThrow();
  }

  AgentStore.StoredReport report() {
    return FleetStores.on(store).agents().report(UID).orElseThrow();
  }

  /** The labels as they are stored. */
  Map<String, String> labels() {
    return FleetStores.on(store)
        .labels()
        .read(UID)
        .map(found -> found.labels().pairs())
        .orElse(Map.of());
  }
}
