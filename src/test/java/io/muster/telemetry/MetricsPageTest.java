package io.muster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.connection.ConnectionOffer;
import io.muster.policy.ConfigOffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/metrics.md lists every metric there is, and none that is not. */
class MetricsPageTest {

  private static final Pattern NAME = Pattern.compile("`((?:muster|opamp)_[a-z_]+)`");
  private static final Pattern SUFFIX = Pattern.compile("_(total|seconds|histogram)$");

  @Test
  void thePageListsWhatThereIs() throws IOException {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    FleetMetrics fleet = new FleetMetrics(registry);
    fleet.watch(() -> 0, () -> 0);
    fleet.offers(ConfigOffer.TRAITS.metrics());
    fleet.offers(ConnectionOffer.TRAITS.metrics());
    fleet.sync(List.of("in_sync"));
    fleet.status(List.of("connected"));
    fleet.health(List.of("healthy"));
    TopCounts.Counting versions = fleet.versions().counting();
    versions.add("1");
    versions.end();
    RolloutMetrics rollouts = new RolloutMetrics(registry);
    rollouts.rollouts(List.of("running"));
    rollouts.ended(List.of("aborted"));
    KubernetesMetrics kubernetes = new KubernetesMetrics(registry);
    kubernetes.source(() -> 0, () -> 0);
    kubernetes.configMaps(List.of("applied"));
    var _ = new BuildInfo(registry, "1");
    fleet.watchFreezes(() -> 0);
    fleet.watchContents(() -> 0);
    fleet.watchWaitingContents(() -> 0);
    fleet.watchFreezes(() -> 0);
    SessionMetrics session = new SessionMetrics(registry);
    session.watch(() -> 0, () -> 0);
    session.certificateExpires(java.time.Instant.EPOCH.plusSeconds(1));
    session.malformed("x");
    session.rejected("x");
    session.evicted("x");
    StoreMetrics store = new StoreMetrics(registry);
    store.queue(() -> 0);
    store.degraded(() -> 0);
    store.circuit("open");
    store.failed("x");
    store.damaged(() -> 0);
    store.disk(() -> 0, () -> 0, () -> 0);

    Set<String> running = new TreeSet<>();
    for (Meter meter : registry.getMeters()) {
      running.add(base(meter.getId().getName().replace('.', '_')));
    }
    Set<String> listed = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
      Matcher matcher = NAME.matcher(line.startsWith("|") ? line.split("\\|")[1] : "");
      while (matcher.find()) {
        listed.add(base(matcher.group(1)));
      }
    }
    assertThat(listed).isEqualTo(running);
  }

  /** The name without what Prometheus adds to it. */
  private static String base(String name) {
    return SUFFIX.matcher(name).replaceAll("");
  }
}
