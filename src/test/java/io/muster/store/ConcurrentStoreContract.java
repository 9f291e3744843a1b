package io.muster.store;

import static io.muster.store.CacheName.AGENTS;
import static io.muster.store.CacheName.DESIRED;
import static io.muster.store.CacheName.FEED;
import static io.muster.store.Lifespan.FOREVER;
import static io.muster.store.WriteOutcome.APPLIED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The contract with several threads and listeners. */
public abstract class ConcurrentStoreContract extends KeyValueStoreContract {

  private static final int WRITERS = 8;
  private static final int INCREMENTS = 50;

  @Test
  void ofWritersThatReadTheSameVersionExactlyOneWins() throws Exception {
    store.put(DESIRED, "counter", text("0"), FOREVER).join();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writers.add(threads.submit(this::increment));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(value(DESIRED, "counter")).contains(Integer.toString(WRITERS * INCREMENTS));
  }

  private void increment() {
    int done = 0;
    while (done < INCREMENTS) {
      Entry entry = store.get(DESIRED, "counter").orElseThrow();
      int next = Integer.parseInt(entry.value().toStringUtf8()) + 1;
      WriteOutcome outcome =
          store
              .replace(DESIRED, "counter", text(Integer.toString(next)), entry.version(), FOREVER)
              .join();
      done += outcome == APPLIED ? 1 : 0;
    }
  }

  @Test
  void ofWritersThatCreateAKeyExactlyOneWins() {
    for (int round = 0; round < 20; round++) {
      String key = "round-" + round;
      List<CompletableFuture<WriteOutcome>> writes = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        writes.add(store.putIfAbsent(DESIRED, key, text("writer-" + i), FOREVER));
      }
      List<String> winners = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        if (writes.get(i).join() == APPLIED) {
          winners.add("writer-" + i);
        }
      }
      assertThat(winners).hasSize(1).contains(value(DESIRED, key).orElseThrow());
    }
  }

  @Test
  void aCompletedWriteIsSeenByEveryReader() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        ByteString value = text("value-" + i);
        store.put(AGENTS, "a", value, FOREVER).join();
        Future<Optional<ByteString>> read =
            threads.submit(() -> store.get(AGENTS, "a").map(Entry::value));
        assertThat(read.get()).contains(value);
      }
    }
  }

  @Test
  void aDependentOfAWriteMayWriteAndWait() {
    CompletableFuture<WriteOutcome> second =
        store
            .put(AGENTS, "a", text("x"), FOREVER)
            .thenApply(done -> store.putIfAbsent(AGENTS, "b", text("y"), FOREVER).join());
    assertThat(second.join()).isEqualTo(APPLIED);
  }

  @Test
  void aScanGivesWhatIsThereAllTheTimeWhileOthersWrite() throws Exception {
    Set<String> stable = new TreeSet<>();
    for (int i = 0; i < 200; i++) {
      String key = String.format("stable-%03d", i);
      stable.add(key);
      store.put(AGENTS, key, text("x"), FOREVER).join();
    }
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> churn = threads.submit(() -> churn(stop));
      try {
        for (int round = 0; round < 20; round++) {
          Set<String> seen = new TreeSet<>();
          store.scan(AGENTS, 7, entry -> seen.add(entry.key()));
          seen.removeIf(key -> key.startsWith("churn"));
          assertThat(seen).isEqualTo(stable);
        }
      } finally {
        stop.set(true);
        churn.get();
      }
    }
  }

  private void churn(AtomicBoolean stop) {
    for (int i = 0; !stop.get(); i++) {
      String key = "churn-" + i % 50;
      store.put(AGENTS, key, text("x"), FOREVER).join();
      store.put(AGENTS, "stable-" + String.format("%03d", i % 200), text("y"), FOREVER).join();
      store.remove(AGENTS, key).join();
    }
  }

  @Test
  void aWatchBeginsWithAResyncAndTellsChangesInOrder() throws Exception {
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch(FEED, listener)) {
      assertThat(watch).isNotNull();
      assertThat(listener.next()).isEqualTo(RecordingListener.RESYNC);
      for (int i = 0; i < 50; i++) {
        store.put(FEED, "topic-" + i, text("1"), FOREVER).join();
      }
      for (int i = 0; i < 50; i++) {
        assertThat(listener.next()).isEqualTo("topic-" + i);
      }
    }
  }

  @Test
  void aListenerCanReadWhatItWasToldOf() throws Exception {
    List<CompletableFuture<Boolean>> reads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      reads.add(new CompletableFuture<>());
    }
    ChangeListener listener =
        new ChangeListener() {
          @Override
          public void changed(String key) {
            reads.get(Integer.parseInt(key)).complete(store.get(FEED, key).isPresent());
          }

          @Override
          public void resync() {}
        };
    RecordingListener ready = new RecordingListener();
    try (Watch first = store.watch(FEED, listener);
        Watch second = store.watch(FEED, ready)) {
      assertThat(first).isNotSameAs(second);
      assertThat(ready.next()).isEqualTo(RecordingListener.RESYNC);
      for (int i = 0; i < reads.size(); i++) {
        store.put(FEED, Integer.toString(i), text("x"), FOREVER).join();
        assertThat(ready.next()).isEqualTo(Integer.toString(i));
      }
      assertThat(reads.getLast().get(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatDidNotChangeIsNotTold() throws Exception {
    store.put(FEED, "there", text("1"), FOREVER).join();
    RecordingListener listener = new RecordingListener();
    try (Watch watch = store.watch(FEED, listener)) {
      assertThat(watch).isNotNull();
      assertThat(listener.next()).isEqualTo(RecordingListener.RESYNC);
      store.putIfAbsent(FEED, "there", text("2"), FOREVER).join();
      store.remove(FEED, "nobody").join();
      store.put(DESIRED, "there", text("3"), FOREVER).join();
      store.remove(FEED, "there").join();
      store.put(FEED, "last", text("4"), FOREVER).join();
      assertThat(listener.next()).isEqualTo("there");
      assertThat(listener.next()).isEqualTo("last");
      assertThat(listener.isQuiet()).isTrue();
    }
  }
}
