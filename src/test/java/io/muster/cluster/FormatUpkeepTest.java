package io.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import io.muster.store.cluster.ClusterStores;
import io.muster.telemetry.CapturedLog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Instances of two versions on one store: one replaces the other, and none comes back. */
class FormatUpkeepTest {

  private static final Duration TTL = Duration.ofSeconds(12);

  private final ManualTime time = new ManualTime();
  private final ClusterStores stores = ClusterStores.on(new InMemoryStore(time, true));
  private final SharedFormat shared = stores.format();

  /** An instance of a version that writes a format. */
  private final class Running {

    private final AtomicInteger ended = new AtomicInteger();
    private final Instances instances;
    private final FormatUpkeep format;

    private Running(String name, int own) {
      instances = new Instances(new InstanceId(name), stores.leases(), TTL, own, Runnable::run);
      format = new FormatUpkeep(instances, shared, own, ended::incrementAndGet);
    }

    private Running look() {
      instances.tick();
      format.tick();
      return this;
    }
  }

  /** 514e5b0 and others before 0.1.0: its lease has its name only. */
  private void keepOfBefore(String name) {
    var _ = stores.leases().keep("instance/" + name, name, TTL);
  }

  @Test
  void anEmptyStoreHasTheFormatOfTheFirst() {
    assertThat(shared.required()).isZero();
    new Running("a", 3).look();
    assertThat(shared.required()).isEqualTo(3);
  }

  @Test
  void theFormatIsRaisedWhenTheLastOlderInstanceHasGone() {
    Running first = new Running("old-1", 3).look();
    Running second = new Running("old-2", 3).look();
    Running newer = new Running("new-1", 4).look();
    first.look();
    second.look();
    assertThat(shared.required()).isEqualTo(3);
    first.instances.resign();
    newer.look();
    assertThat(shared.required()).as("one older instance is left").isEqualTo(3);
    assertThat(second.look().ended).hasValue(0);
    second.instances.resign();
    newer.look();
    assertThat(shared.required()).isEqualTo(4);
    assertThat(newer.look().ended).hasValue(0);
  }

  @Test
  void oneThatWasKilledCountsUntilItsLeaseHasEnded() {
    new Running("old", 3).look();
    Running newer = new Running("new", 4).look();
    time.advance(Duration.ofSeconds(11));
    newer.look();
    assertThat(shared.required()).isEqualTo(3);
    time.advance(Duration.ofSeconds(2));
    newer.look();
    assertThat(shared.required()).isEqualTo(4);
  }

  @Test
  void oneOfBeforeFormatsHoldsItBackToo() {
    keepOfBefore("ancient");
    Running newer = new Running("new", 3).look();
    assertThat(shared.required()).isZero();
    time.advance(Duration.ofSeconds(13));
    newer.look();
    assertThat(shared.required()).isEqualTo(3);
  }

  @Test
  void anOlderInstanceThatComesBackEndsItselfOnce() {
    Running older = new Running("paused", 3).look();
    time.advance(Duration.ofSeconds(13)); // stopped by a debugger, or a host that slept
    new Running("new", 4).look();
    older.look();
    older.look();
    assertThat(older.ended).hasValue(1);
    assertThat(shared.required()).isEqualTo(4);
  }

  @Test
  void oneOfBeforeFormatsThatJoinsLaterIsToldOfOnce() {
    Running newer = new Running("new", 3).look();
    keepOfBefore("ancient");
    try (CapturedLog log = new CapturedLog(FormatUpkeep.class)) {
      newer.look();
      newer.look();
      assertThat(log.lines()).filteredOn(line -> line.contains("event=instance_older")).hasSize(1);
      assertThat(log.lines().getFirst()).contains("instance=ancient");
    }
    assertThat(newer.ended).hasValue(0);
  }

  /** Whether it is gone is looked into on another thread; that takes a while on a busy machine. */
  @Test
  void oneThatHasJustGoneIsNotToldOf() {
    keepOfBefore("ancient");
    Instances slow = new Instances(new InstanceId("slow"), stores.leases(), TTL, 3, task -> {});
    FormatUpkeep format = new FormatUpkeep(slow, shared, 3, () -> {});
    slow.tick();
    stores.leases().release("instance/ancient", "ancient");
    shared.require(3, new InstanceId("other")); // which was quicker
    try (CapturedLog log = new CapturedLog(FormatUpkeep.class)) {
      slow.tick();
      format.tick();
      assertThat(slow.alive(new InstanceId("ancient"))).isTrue();
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void theFormatIsNeverLowered() {
    shared.require(4, new InstanceId("a"));
    shared.require(3, new InstanceId("b"));
    assertThat(shared.required()).isEqualTo(4);
  }
}
