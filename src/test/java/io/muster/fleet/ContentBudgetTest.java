package io.muster.fleet;

import static io.muster.fleet.ContentStore.Kind.EFFECTIVE_CONFIG;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.store.InMemoryStore;
import io.muster.store.ManualTime;
import io.muster.store.fleet.FleetStores;
import io.muster.telemetry.FleetMetrics;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What happens when all contents together take what they may. */
class ContentBudgetTest {

  private static final ContentHash OLD = ContentHash.parse("0a");
  private static final ContentHash NEW = ContentHash.parse("0b");

  private final ManualTime time = new ManualTime();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FleetMetrics metrics = new FleetMetrics(meters);
  private final ContentStore store = FleetStores.on(new InMemoryStore(time)).contents();
  private final ContentBudget budget = new ContentBudget(store, 100, metrics);
  private final ReplacedContents replaced =
      new ReplacedContents(store, budget, metrics, (kind, hash) -> {});

  @Test
  void whatIsThereCountsAndWhatDoesNotFitIsRefusedAndCounted() {
    store.put(EFFECTIVE_CONFIG, OLD, ByteString.copyFrom(new byte[60])).join();
    budget.measure();
    assertThat(budget.used()).isEqualTo(60);
    assertThat(budget.take(41)).isFalse();
    assertThat(meters.counter("muster.contents.refused").count()).isEqualTo(1);
    assertThat(budget.take(40)).isTrue();
    assertThat(budget.used()).isEqualTo(100);
  }

  @Test
  void whatWasReplacedMakesRoomAtOnce() {
    store.put(EFFECTIVE_CONFIG, OLD, ByteString.copyFrom(new byte[60])).join();
    budget.measure();
    replaced.replaced(new InstanceUid(1, 1), EFFECTIVE_CONFIG, OLD, 60, 0, time.instant());
    time.advance(Duration.ofSeconds(5));
    replaced.sweep(kind -> Set.of(), time.instant());
    assertThat(store.get(EFFECTIVE_CONFIG, OLD)).isPresent();
    replaced.makeRoom(50);
    replaced.sweep(kind -> Set.of(), time.instant());
    assertThat(store.get(EFFECTIVE_CONFIG, OLD)).isEmpty();
    replaced.sweep(kind -> Set.of(), time.instant());
    assertThat(budget.take(100)).isTrue();
    assertThat(meters.counter("muster.contents.dropped").count()).isEqualTo(1);
    assertThat(replaced.isEmpty()).isTrue();
  }

  @Test
  void whatSomebodyHasStaysThoughRoomIsNeeded() {
    store.put(EFFECTIVE_CONFIG, NEW, ByteString.copyFrom(new byte[60])).join();
    replaced.replaced(new InstanceUid(1, 1), EFFECTIVE_CONFIG, NEW, 60, 0, time.instant());
    replaced.makeRoom(50);
    time.advance(Duration.ofSeconds(5));
    replaced.sweep(kind -> Set.of(NEW), time.instant());
    assertThat(store.get(EFFECTIVE_CONFIG, NEW)).isPresent();
  }

  @Test
  void whatAWholeFleetLeavesIsRememberedAndGivenBackOnce() {
    store.put(EFFECTIVE_CONFIG, OLD, ByteString.copyFrom(new byte[60])).join();
    store.put(EFFECTIVE_CONFIG, NEW, ByteString.copyFrom(new byte[40])).join();
    budget.measure();
    for (int agent = 0; agent < 1_000; agent++) {
      replaced.replaced(new InstanceUid(1, agent), EFFECTIVE_CONFIG, OLD, 60, 40, time.instant());
    }
    time.advance(Duration.ofSeconds(5));
    replaced.makeRoom(50);
    replaced.sweep(kind -> Set.of(NEW), time.instant());
    replaced.sweep(kind -> Set.of(NEW), time.instant());
    assertThat(budget.used()).isEqualTo(40);
    assertThat(meters.counter("muster.contents.dropped").count()).isEqualTo(1);
    assertThat(replaced.isEmpty()).isTrue();
  }

  @Test
  void theOldestOfAnAgentGoesWhenItLeavesTooMuch() {
    InstanceUid greedy = new InstanceUid(1, 1);
    long half = ReplacedContents.MOST_OF_ONE_AGENT / 2;
    ContentHash present = ContentHash.parse("0c");
    for (ContentHash each : Set.of(OLD, NEW)) {
      store.put(EFFECTIVE_CONFIG, each, ByteString.copyFrom(new byte[1])).join();
    }
    replaced.replaced(greedy, EFFECTIVE_CONFIG, OLD, half, 1, time.instant());
    replaced.replaced(new InstanceUid(1, 2), EFFECTIVE_CONFIG, present, half, 1, time.instant());
    replaced.replaced(greedy, EFFECTIVE_CONFIG, NEW, half, 1, time.instant());
    time.advance(Duration.ofSeconds(5));
    replaced.sweep(kind -> Set.of(), time.instant());
    assertThat(store.get(EFFECTIVE_CONFIG, OLD)).isEmpty();
    assertThat(store.get(EFFECTIVE_CONFIG, NEW)).isPresent();
  }
}
