package io.muster.fleet;

import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentDetails;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.ServerToAgentFlags;
import io.muster.store.CacheName;
import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an agent that reports another config all the time leaves in the store. */
class ContentPacingTest {

  private static final Duration SWEEP = Duration.ofSeconds(5);
  private static final int MB = 1 << 20;
  private static final long ASKED = ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE;

  private final ManualTime time = new ManualTime();
  private final InMemoryStore store = new InMemoryStore(time);
  private FleetHarness harness = FleetHarness.on(store, time.instant());
  private final Random random = new Random(4711);
  private long sequence;

  private void pass(Duration duration) {
    for (Duration left = duration; left.isPositive(); left = left.minus(SWEEP)) {
      time.advance(SWEEP);
      harness.pass(SWEEP);
      harness.sweep().presence();
    }
  }

  private int stored() {
    return count(CacheName.EFFECTIVE);
  }

  private int count(CacheName cache) {
    int[] count = {0};
    store.scan(cache, 100, entry -> count[0]++);
    return count[0];
  }

  private long bytes() {
    long[] bytes = {0};
    store.scan(CacheName.EFFECTIVE, 100, entry -> bytes[0] += entry.value().size());
    return bytes[0];
  }

  /** A config that hardly compresses. */
  private AgentConfigMap noise(int bytes) {
    byte[] body = new byte[bytes];
    random.nextBytes(body);
    // Lines of letters of Latin-1, as redaction leaves alone: it takes a second for some megabytes.
    for (int i = 0; i < bytes; i++) {
      body[i] = i % 1_000 == 999 ? (byte) '\n' : (byte) (0xC0 | body[i] & 0x3F);
    }
    return config(ByteString.copyFrom(body));
  }

  private static AgentConfigMap config(String body) {
    return config(ByteString.copyFromUtf8(body));
  }

  private static AgentConfigMap config(ByteString body) {
    return AgentConfigMap.newBuilder()
        .putConfigMap(
            "a.bin",
            AgentConfigFile.newBuilder()
                .setBody(body)
                .setContentType("application/octet-stream")
                .build())
        .build();
  }

  private AgentToServer.Builder next() {
    sequence++;
    return (sequence == 1 ? complete(sequence) : message(sequence))
        .setCapabilities(
            FleetHarness.MANAGED.bits() | AgentCapability.REPORTS_EFFECTIVE_CONFIG.bit());
  }

  private AgentToServer.Builder reporting(AgentConfigMap config) {
    return next().setEffectiveConfig(EffectiveConfig.newBuilder().setConfigMap(config));
  }

  private KnownAgent report(AgentConfigMap config) {
    return harness.accepted(reporting(config));
  }

  private AgentConfigMap shown(KnownAgent agent) {
    return harness.fleet().effectiveConfig(agent.state()).orElseThrow();
  }

  @Test
  void thirtyReportsLeaveThreeAtMostAfterTwoMinutesAndOneAfterTwelve() {
    AgentConfigMap last = AgentConfigMap.getDefaultInstance();
    KnownAgent agent = report(last);
    for (int i = 0; i < 24; i++) {
      last = noise(MB);
      agent = report(last);
      assertThat(shown(agent).equals(last)).isTrue();
      assertThat(harness.fleet().unsaved()).isZero();
      pass(SWEEP);
      assertThat(stored()).isLessThanOrEqualTo(3);
    }
    for (int i = 0; i < 6; i++) {
      last = noise(MB);
      agent = report(last);
    }
    assertThat(stored()).isBetween(2, 3);
    pass(Duration.ofMinutes(1));
    assertThat(stored()).isBetween(2, 4);
    pass(Duration.ofMinutes(11));
    assertThat(stored()).isEqualTo(1);
    assertThat(shown(agent).equals(last)).isTrue();
    assertThat(restarted().fleet().effectiveConfig(agent.state()).orElseThrow().equals(last))
        .isTrue();
  }

  private FleetHarness restarted() {
    return FleetHarness.on(store, time.instant());
  }

  @Test
  void everythingElseOfAReportIsStoredAtOnceAndTheStoredReportNamesAConfigThatIsThere() {
    report(config("first"));
    KnownAgent agent =
        harness.accepted(
            reporting(config("second"))
                .setHealth(ComponentHealth.newBuilder().setHealthy(false).setStatus("sick")));
    var stored = restarted().fleet().find(agent.uid()).orElseThrow().state();
    assertThat(stored.reported().health()).isEqualTo(agent.state().reported().health()).isNotNull();
    assertThat(harness.fleet().effectiveConfig(stored)).contains(config("first"));
  }

  @Test
  void afterAKillTheAgentIsAskedForWhatWasNotStored() {
    report(config("first"));
    report(config("second"));
    harness = restarted();
    assertThat(harness.flagsAfter(next()) & ASKED).isNotZero();
    harness = restarted();
    assertThat(harness.flagsAfter(next()) & ASKED).isNotZero();
    KnownAgent agent = report(config("second"));
    assertThat(harness.reporting().takeFlags(agent)).isZero();
    harness = restarted();
    assertThat(harness.flagsAfter(next())).isZero();
    assertThat(shown(agent)).isEqualTo(config("second"));
  }

  @Test
  void afterAnOrderlyStopNobodyIsAsked() {
    report(config("first"));
    report(config("second"));
    harness.fleet().checkpoint().join();
    harness = restarted();
    KnownAgent agent = harness.accepted(next());
    assertThat(harness.reporting().takeFlags(agent)).isZero();
    assertThat(shown(agent)).isEqualTo(config("second"));
  }

  @Test
  void aConfigThatAnotherAgentHasStoredLatelyDoesNotWaitAndStaysAsLongAsOneHasIt() {
    report(config("old"));
    InstanceUid other = new InstanceUid(1, 2);
    harness.accepted(
        complete(1)
            .setInstanceUid(other.toBytes())
            .setEffectiveConfig(EffectiveConfig.newBuilder().setConfigMap(config("new"))));
    KnownAgent agent = report(config("new"));
    assertThat(
            restarted()
                .fleet()
                .find(agent.uid())
                .orElseThrow()
                .state()
                .reported()
                .effectiveConfig())
        .isEqualTo(agent.state().reported().effectiveConfig());
    pass(Duration.ofMinutes(2));
    report(config("third"));
    pass(Duration.ofMinutes(11));
    KnownAgent unmoved = harness.fleet().find(other).orElseThrow();
    assertThat(shown(unmoved)).isEqualTo(config("new"));
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void goingBackToWhatIsStoredWritesNothingAndKeepsIt() {
    KnownAgent agent = report(config("a"));
    for (int i = 0; i < 20; i++) {
      report(config("b" + i));
      report(config("a"));
    }
    pass(Duration.ofMinutes(15));
    assertThat(stored()).isEqualTo(1);
    assertThat(shown(agent)).isEqualTo(config("a"));
    report(config("b"));
    pass(Duration.ofMinutes(5));
    report(config("a"));
    pass(Duration.ofMinutes(30));
    assertThat(stored()).isEqualTo(1);
    assertThat(shown(agent)).isEqualTo(config("a"));
  }

  @Test
  void whatWentIsWrittenAgainWhenItIsReportedAgain() {
    report(config("a"));
    pass(Duration.ofMinutes(2));
    report(config("b"));
    pass(Duration.ofMinutes(11));
    assertThat(stored()).isEqualTo(1);
    KnownAgent agent = report(config("a"));
    pass(Duration.ofMinutes(2));
    assertThat(shown(agent)).isEqualTo(config("a"));
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void oneAgentHas64MiBAtMost() {
    // Twelve megabytes each when they are compressed.
    for (int minute = 0; minute < 7; minute++) {
      report(noise(16 * MB));
      pass(Duration.ofSeconds(65));
      assertThat(bytes()).isLessThanOrEqualTo(64L * MB);
    }
    assertThat(stored()).isBetween(2, 5);
    assertThat(harness.meters.counter("muster.contents.dropped").count()).isPositive();
  }

  @Test
  void whatOthersNameStays() {
    KnownAgent agent = report(config("baseline"));
    ContentHash baseline = Objects.requireNonNull(agent.state().reported().effectiveConfig());
    harness.uses.add(kind -> Set.of(baseline));
    report(config("other"));
    pass(Duration.ofMinutes(30));
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void whatADeletedAgentHadGoesToo() {
    KnownAgent agent = report(config("a"));
    harness.fleet().remove(agent).join();
    pass(Duration.ofMinutes(11));
    assertThat(stored()).isZero();
  }

  @Test
  void componentsThatChangeAllTheTimeAreStoredOnceAMinuteAndGoToo() {
    for (int i = 0; i < 24; i++) {
      harness.accepted(telling(i));
      pass(SWEEP);
    }
    // Three at once, and two in two minutes.
    assertThat(count(CacheName.COMPONENTS)).isBetween(1, 5);
    harness.accepted(telling(98));
    KnownAgent agent = harness.accepted(telling(99));
    pass(Duration.ofMinutes(2));
    long flags = harness.reporting().takeFlags(agent);
    assertThat(flags & ServerToAgentFlags.ServerToAgentFlags_ReportAvailableComponents_VALUE)
        .isNotZero();
    harness.accepted(telling(99));
    pass(Duration.ofMinutes(11));
    assertThat(count(CacheName.COMPONENTS)).isEqualTo(1);
    assertThat(harness.fleet().availableComponents(agent.state())).contains(components(99));
  }

  private AgentToServer.Builder telling(int components) {
    AgentToServer.Builder message = next();
    return message
        .setCapabilities(
            message.getCapabilities() | AgentCapability.REPORTS_AVAILABLE_COMPONENTS.bit())
        .setAvailableComponents(components(components));
  }

  private static AvailableComponents components(int i) {
    return AvailableComponents.newBuilder()
        .setHash(ByteString.copyFromUtf8("hash " + i))
        .putComponents("receivers", ComponentDetails.getDefaultInstance())
        .build();
  }

  @Test
  void agentsReportWhileItIsFoundOutWhatIsInUse() {
    report(config("a"));
    pass(Duration.ofMinutes(2));
    report(config("b"));
    harness.uses.add(kind -> {
      // As an agent that reports at this moment does, on a thread of its own.
      Thread reports = Thread.ofVirtual().start(() -> report(config("c" + kind)));
      try {
        assertThat(reports.join(Duration.ofSeconds(20))).as("it waits for the sweep").isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return Set.of();
    });
    time.advance(SWEEP);
    harness.pass(SWEEP);
    time.advance(ContentPace.BETWEEN);
    harness.pass(ContentPace.BETWEEN);
    harness.sweep().presence();
  }
}
