package io.muster.connection;

import io.muster.agent.AgentState;
import io.muster.agent.Transport;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Offers of connection settings for tests. */
public final class OffersInTests {

  private OffersInTests() {}

  /** The settings, some of them changed. */
  public static ConnectionsSettings settings(Map<String, String> changed) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withMapping(ConnectionsSettings.class)
            .withConverter(Duration.class, 200, new DurationConverter());
    changed.forEach((name, value) -> builder.withDefaultValue("muster.connections." + name, value));
    return builder.build().getConfigMapping(ConnectionsSettings.class);
  }

  /** An offer in which {@link ConnectionOfferTest#taker} always has its turn. */
  static ConnectionOffer toAll(ConnectionSettingsStore store) {
    return new ConnectionOffer(store, new EverybodysTurn(store), settings(Map.of()));
  }

  /** Progress in which one agent is chosen, whatever goes out. */
  private static final class EverybodysTurn implements ConnectionProgressStore {

    private final InMemoryConnectionProgressStore kept = new InMemoryConnectionProgressStore();
    private final ConnectionSettingsStore store;

    private EverybodysTurn(ConnectionSettingsStore store) {
      this.store = store;
    }

    @Override
    public List<Versioned<ConnectionProgress>> all() {
      List<ConnectionRecord> records = store.all().stream().map(Versioned::value).toList();
      return ConnectionSnapshot.of(records, List.of()).entries().stream()
          .<Versioned<ConnectionProgress>>map(entry -> new Versioned<>(turn(entry.progress()), 1))
          .toList();
    }

    private static ConnectionProgress turn(ConnectionProgress none) {
      AgentState agent = ConnectionOfferTest.taker();
      Map<AgentKind, KindProgress> kinds = new LinkedHashMap<>();
      for (Transport transport : Transport.values()) {
        kinds.put(
            AgentKind.of(agent, transport),
            new KindProgress(
                KindProgress.Stage.FIRST,
                0,
                Map.of(agent.facts().firstUid(), SettingsInTests.NOW),
                SettingsInTests.NOW,
                null));
      }
      return none.with(kinds);
    }

    @Override
    public Optional<Versioned<ConnectionProgress>> get(String name) {
      return kept.get(name);
    }

    @Override
    public boolean add(ConnectionProgress added) {
      return kept.add(added);
    }

    @Override
    public boolean replace(ConnectionProgress changed, long expectedVersion) {
      return kept.replace(changed, expectedVersion);
    }

    @Override
    public boolean remove(String name, long expectedVersion) {
      return kept.remove(name, expectedVersion);
    }
  }
}
