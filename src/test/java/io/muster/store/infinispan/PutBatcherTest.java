package io.muster.store.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.muster.store.Lifespan;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class PutBatcherTest {

  private record Request(Map<String, ByteString> values, Lifespan lifespan) {}

  private final List<Request> requests = new ArrayList<>();
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final List<Integer> committed = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private final PutBatcher lane = new PutBatcher(this::write, tasks::add, committed::add);
  private boolean failing;

  private void write(Map<String, ByteString> values, Lifespan lifespan) {
    requests.add(new Request(values, lifespan));
    if (failing) {
      throw new StoreUnavailable(Reason.IO, "no server answers");
    }
  }

  private void put(String key, String value, Lifespan lifespan) {
    put(Map.of(key, ByteString.copyFromUtf8(value)), value.length(), lifespan, key);
  }

  private void put(Map<String, ByteString> values, long bytes, Lifespan lifespan, String name) {
    lane.add(
        new PutBatcher.Put(
            values,
            bytes,
            lifespan,
            failure -> ended.add(name + (failure == null ? " done" : " failed"))));
  }

  private void runAll() {
    while (tasks.poll() instanceof Runnable task) {
      task.run();
    }
  }

  private static Map<String, ByteString> many(String prefix, int count) {
    Map<String, ByteString> values = new HashMap<>();
    for (int i = 0; i < count; i++) {
      values.put(prefix + i, ByteString.EMPTY);
    }
    return values;
  }

  @Test
  void whatComesWhileOthersAreUnderWayGoesInOneRequest() {
    put("a", "1", Lifespan.FOREVER);
    put("b", "2", Lifespan.FOREVER);
    put("c", "3", Lifespan.FOREVER);

    runAll();

    assertThat(requests)
        .containsExactly(
            new Request(
                Map.of(
                    "a", ByteString.copyFromUtf8("1"),
                    "b", ByteString.copyFromUtf8("2"),
                    "c", ByteString.copyFromUtf8("3")),
                Lifespan.FOREVER));
    assertThat(committed).containsExactly(3);
    assertThat(ended).containsExactly("a done", "b done", "c done");
  }

  @Test
  void theLaterOfTwoWritesOfAKeyStaysAndBothEnd() {
    put("a", "old", Lifespan.FOREVER);
    put("a", "new", Lifespan.FOREVER);

    runAll();

    assertThat(requests.getLast().values()).containsEntry("a", ByteString.copyFromUtf8("new"));
    assertThat(ended).containsExactly("a done", "a done");
  }

  @Test
  void aRequestHasOneLifespan() {
    Lifespan minute = Lifespan.of(Duration.ofMinutes(1));
    put("a", "1", Lifespan.FOREVER);
    put("b", "2", minute);
    put("c", "3", minute);
    put("d", "4", Lifespan.FOREVER);

    runAll();

    assertThat(requests)
        .extracting(Request::lifespan)
        .containsExactly(Lifespan.FOREVER, minute, Lifespan.FOREVER);
    assertThat(requests).extracting(each -> each.values().size()).containsExactly(1, 2, 1);
  }

  @Test
  void aRequestIsNoLargerThanItsBoundsUnlessOneWriteIs() {
    put(many("a", PutBatcher.MOST_ROWS), 0, Lifespan.FOREVER, "full");
    put("b", "1", Lifespan.FOREVER);
    put(many("c", 1), PutBatcher.MOST_BYTES, Lifespan.FOREVER, "heavy");
    put(many("d", PutBatcher.MOST_ROWS + 1), 0, Lifespan.FOREVER, "larger");

    runAll();

    assertThat(requests)
        .extracting(each -> each.values().size())
        .containsExactly(PutBatcher.MOST_ROWS, 1, 1, PutBatcher.MOST_ROWS + 1);
  }

  @Test
  void aFailureIsOfItsRequestAndTheNextGoesOn() {
    failing = true;
    put("a", "1", Lifespan.FOREVER);
    put("b", "2", Lifespan.FOREVER);
    runAll();
    failing = false;
    put("c", "3", Lifespan.FOREVER);
    runAll();

    assertThat(ended).containsExactly("a failed", "b failed", "c done");
    assertThat(committed).containsExactly(1);
  }

  @Test
  void onlySoManyRequestsAreUnderWay() {
    for (int i = 0; i < 2 * PutBatcher.AT_A_TIME; i++) {
      put("key" + i, "1", Lifespan.FOREVER);
    }
    assertThat(tasks).hasSize(PutBatcher.AT_A_TIME);

    runAll();
    put("later", "1", Lifespan.FOREVER);

    assertThat(tasks).as("the lane is idle again").hasSize(1);
  }

  @Test
  void whatCannotBeRunIsNotTaken() {
    List<Request> written = new ArrayList<>();
    PutBatcher closed =
        new PutBatcher(
            (values, lifespan) -> written.add(new Request(values, lifespan)),
            task -> {
              throw new RejectedExecutionException("closed");
            },
            committed::add);

    assertThatThrownBy(
            () -> closed.add(new PutBatcher.Put(many("a", 1), 0, Lifespan.FOREVER, failure -> {})))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(written).isEmpty();
  }
}
