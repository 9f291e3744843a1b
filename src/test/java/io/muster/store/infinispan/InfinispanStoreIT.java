package io.muster.store.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.cluster.InstanceId;
import io.muster.cluster.SharedFormat;
import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import io.muster.store.ConcurrentStoreContract;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.StoreUnavailable;
import io.muster.store.cluster.ClusterStores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract, against a real server. */
class InfinispanStoreIT extends ConcurrentStoreContract {

  /** The server's clock cannot be moved, so a minute is as short as it can be without haste. */
  private static final int FASTER = 30;

  private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

  @Override
  protected KeyValueStore open(InstantSource time) {
    return RealServer.emptyStore();
  }

  @Override
  protected Lifespan lifespan(Duration duration) {
    return Lifespan.of(duration.dividedBy(FASTER));
  }

  @Override
  protected void pass(Duration duration) {
    Duration passing = duration.compareTo(LONG_ENOUGH) > 0 ? LONG_ENOUGH : duration;
    await()
        .pollDelay(passing.dividedBy(FASTER))
        .atMost(passing)
        .untilAsserted(() -> assertThat(passing).isPositive());
  }

  @Test
  void aLargeValueComesBackWhole() {
    byte[] bytes = new byte[16 << 20];
    bytes[bytes.length - 1] = 42;
    ByteString value = ByteString.copyFrom(bytes);
    store.put(CacheName.REVISIONS, "large", value, Lifespan.FOREVER).join();
    assertThat(store.get(CacheName.REVISIONS, "large").orElseThrow().value()).isEqualTo(value);
  }

  @Test
  void aValueThatTheServersWouldNotTakeIsRefusedAndTheOthersAreWritten() {
    try (InfinispanStore small = RealServer.open(RealServer.options().withMaxValue(1_000))) {
      ByteString large = ByteString.copyFrom(new byte[1_001]);
      assertThatThrownBy(
              () -> small.put(CacheName.REVISIONS, "large", large, Lifespan.FOREVER).join())
          .hasCauseInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("muster.store.infinispan.max-value-size");
      small.put(CacheName.REVISIONS, "small", text("x"), Lifespan.FOREVER).join();
    }
    assertThat(store.get(CacheName.REVISIONS, "large")).isEmpty();
    assertThat(value(CacheName.REVISIONS, "small")).contains("x");
  }

  @Test
  void whatANewerVersionWroteIsRefused() {
    SharedFormat format = ClusterStores.on(store).format();
    format.require(SharedFormat.CURRENT, new InstanceId("as-new"));
    RealServer.open(RealServer.options()).close();
    format.require(SharedFormat.CURRENT + 1, new InstanceId("newer"));
    try {
      assertThatThrownBy(() -> RealServer.open(RealServer.options()))
          .isInstanceOf(CannotOpenStore.class)
          .hasMessageContaining("was written by a newer Muster (format 4, this one knows 3)");
    } finally {
      RealServer.emptyStore().close(); // Other tests use the same servers.
    }
  }

  @Test
  void whatMayWaitIsBounded() {
    try (InfinispanStore small = RealServer.open(RealServer.options().withQueue(10, 1_000))) {
      List<CompletableFuture<Void>> writes = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        writes.add(small.put(CacheName.AGENTS, "key-" + i, text("x"), Lifespan.FOREVER));
      }
      long refused =
          writes.stream()
              .filter(write -> write.handle((done, problem) -> overloaded(problem)).join())
              .count();
      assertThat(refused).isBetween(1L, 490L);
      // What was not refused is there, and there is room again
      assertThat(scan(CacheName.AGENTS)).hasSize((int) (500 - refused));
      small.put(CacheName.AGENTS, "last", text("x"), Lifespan.FOREVER).join();
    }
  }

  private static boolean overloaded(@Nullable Throwable problem) {
    return problem instanceof StoreUnavailable unavailable
        && unavailable.reason() == StoreUnavailable.Reason.OVERLOADED;
  }
}
