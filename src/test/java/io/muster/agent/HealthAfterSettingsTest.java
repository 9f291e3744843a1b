package io.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a supervisor says of its health after it took connection settings. */
class HealthAfterSettingsTest {

  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final Attempts SETTINGS = offered(Attempts.NONE, OfferKind.CONNECTION, NOW);

  private static Attempts offered(Attempts before, OfferKind kind, Instant at) {
    ContentHash hash = ContentHash.sha256(ByteString.copyFromUtf8(kind.name()));
    return before.offered(kind, hash, "", 1, at, Duration.ofMinutes(1));
  }

  private static boolean excused(ComponentHealth.Builder health, Attempts attempts) {
    InstanceUid uid = new InstanceUid(1, 2);
    Reported reported =
        new Reported(
            AgentCapabilities.of(),
            null,
            Health.of(health.build()),
            null,
            null,
            null,
            null,
            List.of(),
            null);
    return new AgentState(uid, reported, AgentFacts.of(uid, NOW).withAttempts(attempts))
        .unhealthyBySettings();
  }

  @Test
  void unhealthyWithoutAWordAfterSettingsMeansNothing() {
    assertThat(excused(ComponentHealth.newBuilder(), SETTINGS)).isTrue();
    Attempts before = offered(Attempts.NONE, OfferKind.CONFIG, NOW.minusSeconds(9));
    assertThat(excused(ComponentHealth.newBuilder(), offered(before, OfferKind.CONNECTION, NOW)))
        .isTrue();
  }

  @Test
  void withAWordWithoutSettingsOrWithAConfigSinceItCounts() {
    assertThat(excused(ComponentHealth.newBuilder().setLastError("no memory"), SETTINGS)).isFalse();
    assertThat(excused(ComponentHealth.newBuilder().setStatus("StatusFatal"), SETTINGS)).isFalse();
    assertThat(excused(ComponentHealth.newBuilder().setHealthy(true), SETTINGS)).isFalse();
    assertThat(excused(ComponentHealth.newBuilder(), Attempts.NONE)).isFalse();
    Attempts since = offered(SETTINGS, OfferKind.CONFIG, NOW.plusSeconds(1));
    assertThat(excused(ComponentHealth.newBuilder(), since)).isFalse();
  }
}
