package io.muster.kubernetes;

import com.google.protobuf.ByteString;
import io.muster.audit.AuditTrail;
import io.muster.cluster.Leadership;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.plan.ApplyingWorld;
import io.muster.store.InMemoryStore;
import io.muster.store.audit.AuditStores;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** A source over an API server in memory and a clock that the test turns. */
final class SourceScene {

  static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

  final ApplyingWorld applying = new ApplyingWorld();
  final FakeConfigMapApi api;
  final InMemoryStore audited = new InMemoryStore(() -> Instant.EPOCH);
  Instant now = Instant.parse("2026-12-01T00:00:00Z");
  boolean leading = true;
  final ConfigMapSource source;

  SourceScene() {
    this(new FakeConfigMapApi());
  }

  private SourceScene(FakeConfigMapApi api) {
    this.api = api;
    this.source = source();
  }

  /** Another instance over the same stores and API server. */
  ConfigMapSource source() {
    ConfigMapStates states =
        new ConfigMapStates(
            api,
            new ConfigIntake(
                applying.applying(),
                applying.world().configs,
                applying.owners,
                applying.sets(),
                applying.world().targets,
                applying.rollouts(),
                new AuditTrail(AuditStores.on(audited), () -> now, "one")),
            MIN_INTERVAL,
            () -> now);
    return new ConfigMapSource(
        leadership(),
        api,
        states,
        List.of(
            new NamespaceWatch(
                "telemetry", api, states, Duration.ofMinutes(10), () -> now, new Random(1))));
  }

  private Leadership leadership() {
    return new Leadership() {
      @Override
      public OptionalLong epoch() {
        return leading ? OptionalLong.of(1) : OptionalLong.empty();
      }

      @Override
      public boolean note(ByteString note) {
        return leading;
      }

      @Override
      public Optional<ByteString> noted() {
        return Optional.empty();
      }
    };
  }

  /** So much time passes, with a turn each second. */
  void pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      now = now.plusSeconds(1);
      source.turn();
    }
  }

  /** A turn, and one for what was written back. */
  void turn() {
    pass(Duration.ofSeconds(2));
  }

  Optional<ConfigRevision> config(String name) {
    return applying.world().configs.get(ConfigReference.newest(name));
  }

  long revision(String name) {
    return config(name).map(ConfigRevision::number).orElse(0L);
  }

  static Map<String, String> collector(String exporter) {
    return Map.of("collector.yaml", ApplyingWorld.yaml(exporter));
  }
}
