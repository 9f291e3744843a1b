package io.muster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** The metric that says what runs. */
class BuildInfoTest {

  @Test
  void itIsOneMeterThatIsAlwaysOneWithTheVersionsInItsTags() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    var _ = new BuildInfo(registry, "1.2.3");
    System.gc(); // What nobody else holds is measured all the same.

    Gauge gauge = registry.get("muster.build.info").gauge();
    assertThat(gauge.value()).isEqualTo(1);
    assertThat(gauge.getId().getTag("version")).isEqualTo("1.2.3");
    assertThat(gauge.getId().getTag("runtime")).isEqualTo(Runtime.version().toString());
    assertThat(gauge.getId().getTag("native")).isEqualTo("false");
    assertThat(registry.getMeters()).hasSize(1);
  }
}
