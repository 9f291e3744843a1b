package io.muster.store.sqlite;

import static io.muster.store.CacheName.AGENTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.store.Lifespan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints what the machine at hand does; asserts only that it was done. */
class SqliteThroughputTest {

  private static final int ROWS = 10_000;
  private static final int THREADS = 8;
  private static final int PUTS_PER_THREAD = 500;

  @TempDir Path folder;

  @Test
  void batchesOfSmallRows() {
    ByteString value = ByteString.copyFrom(new byte[300]);
    try (SqliteStore store = Stores.open(folder)) {
      for (int round = 0; round < 2; round++) {
        Map<String, ByteString> batch = new HashMap<>();
        for (int i = 0; i < ROWS; i++) {
          batch.put(UUID.randomUUID().toString(), value);
        }
        long start = System.nanoTime();
        store.putAll(AGENTS, batch, Lifespan.FOREVER).join();
        print("putAll of 300 B, new keys", ROWS, start);
        start = System.nanoTime();
        store.putAll(AGENTS, batch, Lifespan.FOREVER).join();
        print("putAll of 300 B, known keys", ROWS, start);
      }
      int[] scanned = new int[1];
      long start = System.nanoTime();
      store.scan(AGENTS, 256, entry -> scanned[0]++);
      print("scan of 300 B", scanned[0], start);
      assertThat(scanned[0]).isEqualTo(2 * ROWS);
    }
  }

  @Test
  void putsOfManyThreads() throws Exception {
    ByteString value = ByteString.copyFrom(new byte[4_096]);
    try (SqliteStore store = Stores.open(folder);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 2; round++) {
        long start = System.nanoTime();
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          String name = round + "-" + i + "-";
          writers.add(threads.submit(() -> puts(store, name, value)));
        }
        for (Future<?> writer : writers) {
          writer.get();
        }
        print("put of 4 KB, 8 threads", THREADS * PUTS_PER_THREAD, start);
      }
      long start = System.nanoTime();
      for (int i = 0; i < PUTS_PER_THREAD; i++) {
        assertThat(store.get(AGENTS, "0-0-" + i)).isPresent();
      }
      print("get of 4 KB, 1 thread", PUTS_PER_THREAD, start);
    }
  }

  private static void puts(SqliteStore store, String name, ByteString value) {
    for (int i = 0; i < PUTS_PER_THREAD; i++) {
      store.put(AGENTS, name + i, value, Lifespan.FOREVER).join();
    }
  }

  private static void print(String what, int count, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%s: %,.0f/s%n", what, count / seconds);
  }
}
