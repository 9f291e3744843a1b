package io.muster.store.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.cluster.Epochs.Epoch;
import io.muster.cluster.FeedStore;
import io.muster.cluster.Leases.Kept;
import io.muster.store.KeyValueStore;
import io.muster.store.ManualTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leases, epochs and hints promise, on whatever store. */
abstract class ClusterPortsContract {

  private static final Duration TTL = Duration.ofSeconds(12);
  private static final ByteString NOTE = ByteString.copyFromUtf8("at noon");

  private final ManualTime time = new ManualTime();
  private KeyValueStore store;
  private ClusterStores ports;

  abstract KeyValueStore open(InstantSource clock);

  @BeforeEach
  void open() {
    store = open(time);
    ports = ClusterStores.on(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Kept keep(String holder) {
    return ports.leases().keep("leader/x", holder, TTL);
  }

  @Test
  void aLeaseIsHadByOneAndRenewedByNobodyElse() {
    assertThat(keep("a")).isEqualTo(Kept.TAKEN);
    assertThat(keep("b")).isEqualTo(Kept.ELSEWHERE);
    assertThat(keep("a")).isEqualTo(Kept.RENEWED);
    assertThat(ports.leases().held("leader/x")).isTrue();
    assertThat(ports.leases().held("leader/y")).isFalse();
  }

  @Test
  void aLeaseThatIsNotRenewedEndsByItself() {
    var _ = keep("a");
    time.advance(Duration.ofSeconds(8));
    assertThat(keep("a")).isEqualTo(Kept.RENEWED);
    time.advance(Duration.ofSeconds(8));
    assertThat(keep("b")).isEqualTo(Kept.ELSEWHERE);
    time.advance(Duration.ofSeconds(4));
    assertThat(keep("b")).isEqualTo(Kept.TAKEN);
    assertThat(keep("a")).isEqualTo(Kept.ELSEWHERE);
  }

  @Test
  void onlyItsHolderGivesALeaseBack() {
    var _ = keep("a");
    ports.leases().release("leader/x", "b");
    assertThat(keep("b")).isEqualTo(Kept.ELSEWHERE);
    ports.leases().release("leader/x", "a");
    assertThat(keep("b")).isEqualTo(Kept.TAKEN);
    ports.leases().release("leader/none", "a");
  }

  @Test
  void leasesAreListedWhileTheyLast() {
    var _ = ports.leases().keep("instance/a", "a", TTL);
    var _ = ports.leases().keep("instance/b", "b", Duration.ofSeconds(3));
    var _ = keep("a");
    assertThat(ports.leases().holders("instance/"))
        .isEqualTo(Map.of("instance/a", "a", "instance/b", "b"));
    time.advance(Duration.ofSeconds(4));
    assertThat(ports.leases().holders("instance/")).isEqualTo(Map.of("instance/a", "a"));
  }

  @Test
  void epochsRiseAndKeepTheNote() {
    assertThat(ports.epochs().read("x")).isEmpty();
    assertThat(ports.epochs().raise("x", "a")).isEqualTo(new Epoch(1, "a", ByteString.EMPTY));
    assertThat(ports.epochs().write("x", 1, NOTE)).isTrue();
    assertThat(ports.epochs().raise("x", "b")).isEqualTo(new Epoch(2, "b", NOTE));
    assertThat(ports.epochs().raise("y", "b").number()).isEqualTo(1);
    time.advance(Duration.ofDays(400));
    assertThat(ports.epochs().read("x")).contains(new Epoch(2, "b", NOTE));
  }

  @Test
  void anOlderEpochIsRefused() {
    var _ = ports.epochs().raise("x", "a");
    var _ = ports.epochs().raise("x", "b");
    assertThat(ports.epochs().write("x", 1, NOTE)).isFalse();
    assertThat(ports.epochs().write("x", 2, NOTE)).isTrue();
    assertThat(ports.epochs().write("never", 1, NOTE)).isFalse();
    assertThat(ports.epochs().read("x")).contains(new Epoch(2, "b", NOTE));
  }

  @Test
  void hintsReachWhoeverWatches() throws InterruptedException {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    FeedStore.Listener hints =
        new FeedStore.Listener() {
          @Override
          public void changed(String topic) {
            told.add(topic);
          }

          @Override
          public void resync() {
            told.add("*");
          }
        };
    try (FeedStore.Watching ignored = ports.feed().watch(hints)) {
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("*");
      ports.feed().bump("policy", 7).join();
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("policy");
      ports.feed().bump("policy", 8).join();
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("policy");
    }
  }

  @Test
  void anEmbeddedStoreIsNotShared() {
    assertThat(ports.leases().shared()).isFalse();
  }
}
