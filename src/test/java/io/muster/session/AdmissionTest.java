package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.session.Admission.Refusal;
import io.muster.session.Admission.Room;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {

  private Instant now = Instant.parse("2026-11-23T00:00:00Z");

  private Admission admission(Map<String, String> settings) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder().withMapping(AdmissionSettings.class);
    settings.forEach(builder::withDefaultValue);
    return new Admission(builder.build().getConfigMapping(AdmissionSettings.class), () -> now);
  }

  private static int admitted(Admission admission, String address, int tries) {
    int admitted = 0;
    for (int i = 0; i < tries; i++) {
      admitted += admission.connect(address).isEmpty() ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void aFleetOfTenThousandComesBackAtOnceAtDefaultSettings() {
    assertThat(admitted(admission(Map.of()), "10.0.0.1", 10_000)).isEqualTo(10_000);
  }

  @Test
  void overTheBurstAgentsAreLetInAtThePace() {
    Admission admission =
        admission(
            Map.of(
                "muster.admission.connects-per-second",
                "5",
                "muster.admission.connect-burst",
                "7"));
    assertThat(admitted(admission, "10.0.0.1", 100)).isEqualTo(7);
    Refusal refusal = admission.connect("10.0.0.1").orElseThrow();
    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.reason()).isEqualTo("rate");
    now = now.plus(Duration.ofSeconds(1));
    assertThat(admitted(admission, "10.0.0.2", 100)).isEqualTo(5);
  }

  @Test
  void oneAddressDoesNotUseUpWhatOthersNeed() {
    Admission admission =
        admission(
            Map.of(
                "muster.admission.connects-per-address", "1",
                "muster.admission.connect-burst-per-address", "3",
                "muster.admission.connect-burst", "5"));
    assertThat(admitted(admission, "10.0.0.1", 100)).isEqualTo(3);
    assertThat(admission.connect("10.0.0.1").orElseThrow().status()).isEqualTo(429);
    assertThat(admitted(admission, "10.0.0.2", 100)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"100, 2000, 4", "4000, 2000, 5", "10000, 2000, 8", "10000, 5, 31"})
  void theMoreAgentsLeaveTheMoreTheirReturnIsSpread(int agents, String perSecond, int latest) {
    Admission admission = admission(Map.of("muster.admission.connects-per-second", perSecond));
    for (int i = 0; i < agents; i++) {
      admission.opened();
    }
    admission.drain(Duration.ofSeconds(3));
    for (int i = 0; i < agents; i++) {
      admission.closed();
    }
    IntSummaryStatistics seconds = retryAfter(admission);
    assertThat(seconds.getMin()).isEqualTo(3);
    assertThat(seconds.getMax()).isEqualTo(latest);
  }

  @Test
  void nobodyIsAskedBackBeforeTheServerMayBeThere() {
    Admission admission = admission(Map.of());
    for (int i = 0; i < 4_000; i++) {
      admission.opened();
    }
    admission.drain(Duration.ofMillis(6_600));

    assertThat(retryAfter(admission).getMin()).isEqualTo(7);
    assertThat(retryAfter(admission).getMax()).isEqualTo(9);

    now = now.plus(Duration.ofMillis(3_500));
    assertThat(retryAfter(admission).getMin()).isEqualTo(4);
    assertThat(retryAfter(admission).getMax()).isEqualTo(6);

    now = now.plus(Duration.ofSeconds(60));
    assertThat(retryAfter(admission).getMin()).isEqualTo(1);
    assertThat(retryAfter(admission).getMax()).isEqualTo(3);
  }

  @Test
  void whoWasToldWhenToComeBackIsCounted() {
    Admission admission = admission(Map.of());
    admission.drain(Duration.ofSeconds(1));
    assertThat(admission.turnedAway()).isZero();
    admission.draining();
    admission.draining();
    assertThat(admission.turnedAway()).isEqualTo(2);
  }

  private static IntSummaryStatistics retryAfter(Admission admission) {
    return IntStream.range(0, 2_000)
        .map(i -> admission.draining().retryAfterSeconds())
        .summaryStatistics();
  }

  @Test
  void addressesThatAreNotSeenAnyMoreAreForgotten() {
    Admission admission =
        admission(
            Map.of(
                "muster.admission.connects-per-address", "0.001",
                "muster.admission.connect-burst-per-address", "1",
                "muster.admission.connect-burst", "100000"));
    assertThat(admitted(admission, "first", 2)).isEqualTo(1);
    for (int i = 0; i < 10_000; i++) {
      admission.connect("address-" + i);
    }
    assertThat(admission.connect("first")).isEmpty();
  }

  @Test
  void connectionsAreLimitedAndOnlyTheNewOnesSuffer() {
    Admission admission = admission(Map.of("muster.admission.max-connections", "2"));
    assertThat(admission.opened()).isEqualTo(Room.ENOUGH);
    assertThat(admission.opened()).isEqualTo(Room.ENOUGH);
    assertThat(admission.opened()).isEqualTo(Room.NONE);
    assertThat(admission.full().reason()).isEqualTo("connections");
    admission.closed();
    admission.closed();
    assertThat(admission.opened()).isEqualTo(Room.ENOUGH);
  }

  @Test
  void soManyAreToldThatThereIsNoRoomAndTheOthersAreClosed() {
    Admission admission = admission(Map.of("muster.admission.max-connections", "0"));
    for (int i = 0; i < 200; i++) {
      assertThat(admission.opened()).isEqualTo(Room.NONE);
    }
    assertThat(admission.opened()).isEqualTo(Room.NOT_EVEN_TO_ANSWER);
    admission.closed();
    admission.closed();
    assertThat(admission.opened()).isEqualTo(Room.NONE);
  }

  @Test
  void refusedAgentsAreSpreadOverTime() {
    Admission admission = admission(Map.of("muster.admission.max-connections", "0"));
    long different =
        IntStream.range(0, 1_000)
            .map(i -> admission.full().retryAfterSeconds())
            .peek(seconds -> assertThat(seconds).isBetween(30, 60))
            .distinct()
            .count();
    assertThat(different).isGreaterThan(20);
  }

  @Test
  void filesAreKeptBackForTheOperatorsAndTheStore() {
    assertThat(Admission.connections(Optional.empty(), 20_000)).isEqualTo(19_500);
    assertThat(Admission.connections(Optional.of(10), 20_000)).isEqualTo(10);
    assertThat(Admission.connections(Optional.empty(), Long.MAX_VALUE)).isGreaterThan(1 << 30);
  }

  @Test
  void withTooFewFilesTheStartIsRefused() {
    assertThatThrownBy(() -> Admission.connections(Optional.empty(), 512))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("512 files", "12 for connections", "600 or more (ulimit -n");
    assertThatThrownBy(() -> Admission.connections(Optional.of(20_000), 20_000))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("max-connections=20000")
        .hasMessageContaining("20500 or more");
    assertThat(Admission.connections(Optional.of(12), 512)).isEqualTo(12);
  }
}
