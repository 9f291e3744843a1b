package io.muster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Agents say what version they have; the metrics page does not grow with what they say. */
class TopCountsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TopCounts counts = new TopCounts(registry, "versions", "", "version");

  private TreeMap<String, Double> shown() {
    TreeMap<String, Double> shown = new TreeMap<>();
    for (Gauge gauge : registry.find("versions").gauges()) {
      shown.put(gauge.getId().getTag("version"), gauge.value());
    }
    return shown;
  }

  private void count(String... values) {
    TopCounts.Counting counting = counts.counting();
    for (String value : values) {
      counting.add(value);
    }
    counting.end();
  }

  @Test
  void theMostFrequentHaveSeriesAndTheOthersOneTogether() {
    TopCounts.Counting counting = counts.counting();
    for (int version = 1; version <= 100; version++) {
      for (int agent = 0; agent < version; agent++) {
        counting.add("1." + version);
      }
    }
    counting.add("");
    counting.end();

    assertThat(shown()).hasSize(TopCounts.SHOWN + 1);
    assertThat(shown()).containsEntry("1.100", 100.0).containsEntry("1.81", 81.0);
    assertThat(shown()).doesNotContainKey("1.80").containsEntry("other", 80 * 81 / 2 + 1.0);
  }

  @Test
  void whatIsGoneHasNoSeriesAnyMore() {
    count("1", "1", "2", "");
    assertThat(shown()).containsOnlyKeys("1", "2", "unknown").containsEntry("1", 2.0);

    count("1", "3");
    assertThat(shown()).containsOnlyKeys("1", "3").containsEntry("1", 1.0);
  }

  @Test
  void everyAgentWithAVersionOfItsOwnIsTwentySeries() {
    TopCounts.Counting counting = counts.counting();
    for (int agent = 0; agent < 3 * TopCounts.COUNTED; agent++) {
      counting.add("build-" + agent + "x".repeat(1_000));
    }
    counting.end();

    assertThat(shown()).hasSize(TopCounts.SHOWN + 1);
    assertThat(shown().values().stream().mapToDouble(v -> v).sum())
        .isEqualTo(3 * TopCounts.COUNTED);
    assertThat(shown().keySet()).allMatch(version -> version.length() <= TopCounts.LONGEST);
  }
}
