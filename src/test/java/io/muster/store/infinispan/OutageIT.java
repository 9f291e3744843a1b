package io.muster.store.infinispan;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.CacheName.DESIRED;
import static io.muster.store.CacheName.FEED;
import static io.muster.store.Lifespan.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.process.InfinispanJars;
import io.muster.store.CannotOpenStore;
import io.muster.store.RecordingListener;
import io.muster.store.StoreHealth;
import io.muster.store.StoreUnavailable;
import io.muster.store.Version;
import io.muster.store.Watch;
import io.muster.store.WriteOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.infinispan.commons.configuration.StringConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store while its servers are away, come back, or are not what was expected. */
class OutageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** In a row: as many that each wait for an attempt to connect, 2 s, take twice the patience. */
  private static final int REFUSALS = 30;

  private static final ByteString VALUE = ByteString.copyFromUtf8("x");

  @Test
  void itOpensWithoutServersConnectsByItselfAndSurvivesTheirRestart(@TempDir Path folder)
      throws Exception {
    InfinispanServers servers = InfinispanJars.servers(folder);
    try (InfinispanStore store = RealServer.open(RealServer.options(servers))) {
      assertThat(store.health()).isInstanceOf(StoreHealth.Down.class);
      refusesAtOnce(store);
      RecordingListener listener = new RecordingListener();
      Watch watch = store.watch(FEED, listener);
      assertThat(listener.next()).isEqualTo(RecordingListener.RESYNC);

      Child child = RealServer.start(servers);
      try {
        awaitUp(store);
        assertThat(listener.next()).isEqualTo(RecordingListener.RESYNC);
        store.put(DESIRED, "durable", VALUE, FOREVER).join();
        Version before = store.get(DESIRED, "durable").orElseThrow().version();

        child.kill();
        await().atMost(PATIENCE).until(() -> store.health() instanceof StoreHealth.Degraded);
        refusesAtOnce(store);

        child = RealServer.start(servers);
        awaitUp(store);
        assertThat(store.get(DESIRED, "durable").orElseThrow().version()).isEqualTo(before);
        assertThat(store.replace(DESIRED, "durable", VALUE, before, FOREVER).join())
            .isEqualTo(WriteOutcome.APPLIED);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> {
              store.put(FEED, "topic", VALUE, FOREVER).join();
              assertThat(listener.next()).isEqualTo("topic");
            });
      } finally {
        watch.close();
        child.kill();
      }
    }
  }

  private static void awaitUp(InfinispanStore store) {
    await().atMost(PATIENCE).until(() -> store.health() instanceof StoreHealth.Up);
  }

  private static void refusesAtOnce(InfinispanStore store) {
    long started = System.nanoTime();
    for (int i = 0; i < REFUSALS; i++) {
      assertThatThrownBy(() -> store.get(AGENTS, "a")).isInstanceOf(StoreUnavailable.class);
      assertThatThrownBy(() -> store.put(AGENTS, "a", VALUE, FOREVER).join())
          .hasCauseInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("Infinispan at [127.0.0.1:");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(PATIENCE);
  }

  /** The others are down, or not there yet. */
  @Test
  void oneOfThreeServersIsEnough() {
    RealServer.emptyStore().close();
    InfinispanOptions real = RealServer.options();
    Server living = real.servers().getFirst();
    List<Server> three =
        List.of(new Server("127.0.17.11", 1), living, new Server("127.0.17.12", 1));
    InfinispanOptions options = InfinispanOptions.of(three).withMaxValue(real.maxValueBytes());
    for (int i = 0; i < 3; i++) {
      try (InfinispanStore store = RealServer.open(options)) {
        store.put(AGENTS, "a", VALUE, FOREVER).join();
        assertThat(store.get(AGENTS, "a")).isPresent();
      }
    }
  }

  @Test
  void aCacheThatWouldLoseWhatIsWrittenIsRefusedByName() {
    InfinispanOptions options = RealServer.options();
    RealServer.emptyStore().close();
    try (RemoteCacheManager client = Clients.hotRod(options)) {
      client.start();
      client.administration().removeCache("feed");
      client
          .administration()
          .createCache(
              "feed",
              new StringConfiguration(
                  "<distributed-cache name=\"feed\" mode=\"SYNC\"><encoding"
                      + " media-type=\"application/x-protostream\"/></distributed-cache>"));
      try {
        assertThatThrownBy(() -> RealServer.open(options))
            .isInstanceOf(CannotOpenStore.class)
            .hasMessage(
                "The Infinispan cache 'feed' is not what Muster needs: it is a distributed-cache,"
                    + " expected a replicated-cache; its keys are 'application/x-protostream',"
                    + " expected text/plain; its values are 'application/x-protostream', expected"
                    + " application/octet-stream; it has no persistence, expected a file-store."
                    + " Remove the cache, so that Muster makes it, or configure it as"
                    + " deploy/infinispan/infinispan.xml does.");
      } finally {
        client.administration().removeCache("feed");
      }
    }
    RealServer.open(options).close();
  }
}
