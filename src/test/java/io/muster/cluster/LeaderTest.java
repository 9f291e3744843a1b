package io.muster.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import io.muster.store.StoreUnavailable;
import io.muster.store.cluster.ClusterStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaderTest {

  private static final Duration TTL = Duration.ofSeconds(12);
  private static final ByteString NOTE = ByteString.copyFromUtf8("done until noon");

  private final ManualTime time = new ManualTime();
  private final InMemoryStore store = new InMemoryStore(time);
  private final ClusterStores ports = ClusterStores.on(store);
  private final InMemoryStore shared = new InMemoryStore(time, true);
  private final Leader a = leader("a");
  private final Leader b = leader("b");

  private Leader leader(String name) {
    return new Leader(
        "x", new InstanceId(name), ports.leases(), ports.epochs(), TTL, this::nanoTime);
  }

  private long nanoTime() {
    // Close to where it wraps, which must not matter
    return Long.MAX_VALUE
        - 5_000_000_000L
        + Duration.between(Instant.parse("2026-01-01T00:00:00Z"), time.instant()).toNanos();
  }

  @Test
  void theFirstToAskLeadsAndTheOtherDoesWhenItHasGone() {
    a.tick();
    b.tick();
    assertThat(a.epoch()).hasValue(1);
    assertThat(b.epoch()).isEmpty();
    a.resign();
    assertThat(a.epoch()).isEmpty();
    b.tick();
    assertThat(b.epoch()).hasValue(2);
  }

  @Test
  void aLeaderStopsByItselfAfterTwoThirdsOfItsTimeAndNobodyLeadsUntilTheLeaseEnds() {
    a.tick();
    time.advance(Duration.ofSeconds(8));
    assertThat(a.epoch()).isEmpty();
    b.tick();
    assertThat(b.epoch()).isEmpty();
    time.advance(Duration.ofSeconds(4));
    b.tick();
    assertThat(b.epoch()).hasValue(2);
  }

  @Test
  void aLeaderThatRenewsGoesOnInItsEpoch() {
    a.tick();
    for (int i = 0; i < 10; i++) {
      time.advance(Duration.ofSeconds(4));
      a.tick();
      b.tick();
    }
    assertThat(a.epoch()).hasValue(1);
  }

  @Test
  void whatALeaderNotesIsThereForTheNext() {
    a.tick();
    assertThat(a.noted()).isEmpty();
    assertThat(a.note(NOTE)).isTrue();
    a.resign();
    b.tick();
    assertThat(b.noted()).contains(NOTE);
  }

  @Test
  void aLeaderWhoseClockStoodStillWhileAnotherLedIsRefused() {
    AtomicLong stopped = new AtomicLong();
    Leader paused =
        new Leader("x", new InstanceId("p"), ports.leases(), ports.epochs(), TTL, stopped::get);
    paused.tick();
    assertThat(paused.epoch()).hasValue(1);
    time.advance(Duration.ofSeconds(13));
    b.tick();
    assertThat(b.note(NOTE)).isTrue();
    assertThat(paused.epoch()).as("it cannot know").hasValue(1);
    assertThat(paused.note(ByteString.copyFromUtf8("stale"))).isFalse();
    assertThat(paused.epoch()).as("it knows now").isEmpty();
    assertThat(b.noted()).contains(NOTE);
    assertThat(b.epoch()).hasValue(2);
  }

  @Test
  void whileTheStoreIsAwayALeaderLeadsToTheEndOfItsTimeAndNoLonger() {
    a.tick();
    time.advance(Duration.ofSeconds(4));
    store.close();
    assertThatThrownBy(a::tick).isInstanceOf(StoreUnavailable.class);
    assertThat(a.epoch()).hasValue(1);
    time.advance(Duration.ofSeconds(4));
    assertThat(a.epoch()).isEmpty();
  }

  @Test
  void whoIsAloneAlwaysLeads() {
    Leadership alone = Leadership.alone();
    assertThat(alone.epoch()).hasValue(1);
    assertThat(alone.note(NOTE)).isTrue();
    assertThat(alone.noted()).contains(NOTE);
  }

  @Test
  void aPartOfTheWorkIsRunByTheLeaderOnlyAndIsGivenTheEpoch() {
    List<Long> epochs = new ArrayList<>();
    assertThat(a.whileLeading(epochs::add)).isFalse();
    a.tick();
    b.tick();
    assertThat(a.whileLeading(epochs::add)).isTrue();
    assertThat(b.whileLeading(epochs::add)).isFalse();
    a.resign();
    b.tick();
    assertThat(a.whileLeading(epochs::add)).isFalse();
    assertThat(b.whileLeading(epochs::add)).isTrue();
    assertThat(epochs).containsExactly(1L, 2L);
  }

  @Test
  void eachKindOfWorkHasALeaderOfItsOwn() {
    Leaderships onA = leaderships("a");
    Leaderships onB = leaderships("b");
    Leadership rolloutsOnA = onA.of("rollouts");
    assertThat(onA.of("rollouts")).isSameAs(rolloutsOnA);
    onA.tick();
    Leadership sweepsOnB = onB.of("sweeps");
    Leadership rolloutsOnB = onB.of("rollouts");
    onB.tick();
    assertThat(rolloutsOnA.epoch()).hasValue(1);
    assertThat(rolloutsOnB.epoch()).isEmpty();
    assertThat(sweepsOnB.epoch()).hasValue(1);
    onA.resign();
    onB.tick();
    assertThat(rolloutsOnB.epoch()).hasValue(2);
  }

  private Leaderships leaderships(String name) {
    ClusterStores stores = ClusterStores.on(shared);
    return new Leaderships(
        new InstanceId(name), stores.leases(), stores.epochs(), TTL, this::nanoTime);
  }
}
