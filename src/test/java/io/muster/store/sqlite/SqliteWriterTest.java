package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.CacheName.FEED;
import static io.muster.store.sqlite.Stores.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.store.ChangeListener;
import io.muster.store.Entry;
import io.muster.store.Lifespan;
import io.muster.store.ManualTime;
import io.muster.store.RecordingListener;
import io.muster.store.StoreUnavailable;
import io.muster.store.Version;
import io.muster.store.Watch;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer: group commit, bounds, purge, listeners, metrics. */
class SqliteWriterTest {

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void writesThatWaitShareACommit() {
    try (SqliteStore store = Stores.open(SqliteSettings.in(folder), registry)) {
      List<CompletableFuture<Void>> writes = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        writes.add(store.put(AGENTS, "key-" + i, text("x"), Lifespan.FOREVER));
      }
      writes.forEach(CompletableFuture::join);
      assertThat(registry.summary(StoreMetrics.BATCH_SIZE).totalAmount()).isEqualTo(5_000);
      assertThat(registry.summary(StoreMetrics.BATCH_SIZE).count()).isLessThan(2_500);
      assertThat(registry.timer(StoreMetrics.WRITE_DURATION).count()).isEqualTo(5_000);
      assertThat(registry.get(StoreMetrics.QUEUE_DEPTH).gauge().value()).isZero();
    }
  }

  @Test
  void aFullQueueRefusesAtOnceAndLosesNothingItTook() {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    try (SqliteStore store = Stores.open(SqliteSettings.in(folder).withQueue(10, 1 << 20))) {
      while (taken.size() == writes.size()) {
        String key = "key-" + writes.size();
        CompletableFuture<Void> write =
            store.put(AGENTS, key, ByteString.copyFrom(new byte[50_000]), Lifespan.FOREVER);
        writes.add(write);
        if (!write.isCompletedExceptionally()) {
          taken.add(key);
        }
      }
      assertThatThrownBy(() -> writes.getLast().join())
          .hasCauseInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("The write queue is full");
      writes.removeLast();
      writes.forEach(CompletableFuture::join);
      assertThat(store.getAll(AGENTS, taken)).hasSameSizeAs(taken);
    }
  }

  @Test
  void closeWritesWhatWaits() {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    SqliteStore store = Stores.open(folder);
    for (int i = 0; i < 2_000; i++) {
      keys.add("key-" + i);
      writes.add(store.put(AGENTS, "key-" + i, text("x"), Lifespan.FOREVER));
    }
    store.close();
    writes.forEach(CompletableFuture::join);
    try (SqliteStore again = Stores.open(folder)) {
      assertThat(again.getAll(AGENTS, keys)).hasSameSizeAs(keys);
    }
  }

  @Test
  void aVersionIsNotUsedAgainAfterAReopening() {
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      try (SqliteStore store = Stores.open(folder)) {
        store.put(AGENTS, "a", text("x"), Lifespan.FOREVER).join();
        versions.add(store.get(AGENTS, "a").orElseThrow().version());
      }
    }
    assertThat(versions).doesNotHaveDuplicates();
  }

  @Test
  void expiredRowsAreDeletedAndNoOthers() throws SQLException {
    ManualTime time = new ManualTime();
    SqliteSettings settings =
        new SqliteSettings(folder, 0, 1, 100_000, 1 << 20, Duration.ofMillis(1), false);
    try (SqliteStore store = SqliteStore.open(settings, time, new StoreMetrics(registry))) {
      Lifespan minute = Lifespan.of(Duration.ofMinutes(1));
      for (int i = 0; i < 2_500; i++) {
        assertThat(store.put(AGENTS, "key-" + i, text("x"), minute)).isNotNull();
      }
      store.put(AGENTS, "stays", text("x"), Lifespan.FOREVER).join();
      time.advance(Duration.ofMinutes(1));
      Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> rows() == 1);
      assertThat(store.get(AGENTS, "stays")).isPresent();
    }
  }

  private int rows() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(SqliteStore.FILE));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM entries")) {
      return rows.getInt(1);
    }
  }

  @Test
  void aSlowListenerDelaysNobodyAndIsToldToReadAllAgain() throws Exception {
    try (SqliteStore store = Stores.open(folder)) {
      CountDownLatch go = new CountDownLatch(1);
      RecordingListener told = new RecordingListener();
      ChangeListener slow =
          new ChangeListener() {
            @Override
            public void changed(String key) {
              told.changed(key);
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }

            @Override
            public void resync() {
              told.resync();
            }
          };
      try (Watch watch = store.watch(FEED, slow)) {
        assertThat(watch).isNotNull();
        assertThat(told.next()).isEqualTo(RecordingListener.RESYNC);
        store.put(FEED, "first", text("1"), Lifespan.FOREVER).join();
        assertThat(told.next()).isEqualTo("first");
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
          writes.add(store.put(FEED, "topic-" + i, text("1"), Lifespan.FOREVER));
        }
        writes.forEach(CompletableFuture::join);
        go.countDown();
        assertThat(told.next()).isEqualTo(RecordingListener.RESYNC);
        store.put(FEED, "last", text("1"), Lifespan.FOREVER).join();
        assertThat(told.next()).isEqualTo("last");
      }
    }
  }

  @Test
  void aListenerThatFailsIsToldOfTheNextChange() throws Exception {
    try (SqliteStore store = Stores.open(folder)) {
      RecordingListener told = new RecordingListener();
      ChangeListener failing =
          new ChangeListener() {
            @Override
            public void changed(String key) {
              told.changed(key);
              throw new IllegalStateException("on purpose");
            }

            @Override
            public void resync() {
              told.resync();
            }
          };
      try (Watch watch = store.watch(FEED, failing)) {
        assertThat(watch).isNotNull();
        assertThat(told.next()).isEqualTo(RecordingListener.RESYNC);
        store.put(FEED, "one", text("1"), Lifespan.FOREVER).join();
        assertThat(told.next()).isEqualTo("one");
        store.put(FEED, "two", text("1"), Lifespan.FOREVER).join();
        assertThat(told.next()).isEqualTo("two");
      }
    }
  }

  @Test
  void aLargeValueComesBackWhole() {
    byte[] large = new byte[20 << 20];
    new java.util.Random(1).nextBytes(large);
    try (SqliteStore store = Stores.open(SqliteSettings.in(folder).withQueue(10, 1 << 20))) {
      store.put(AGENTS, "large", ByteString.copyFrom(large), Lifespan.FOREVER).join();
      assertThat(store.get(AGENTS, "large").map(Entry::value)).contains(ByteString.copyFrom(large));
    }
  }
}
