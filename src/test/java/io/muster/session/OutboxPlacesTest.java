package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.protocol.Fragments;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.WireUid;
import io.muster.telemetry.SessionMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Places in an agent's queue are promised to any thread, without waiting for the event loop. */
class OutboxPlacesTest {

  private final Outbox outbox = outbox();

  /** What places have nothing to do with is left out. */
  @SuppressWarnings("NullAway")
  private static Outbox outbox() {
    return new Outbox(
        new Outbox.Shared(
            null, null, null, null, List.of(), new SessionMetrics(new SimpleMeterRegistry())),
        WireUid.of(InstanceUid.parse("0190e0a2-0000-7000-8000-000000000001")),
        1);
  }

  @Test
  void thereAreThirtyTwoPlacesHoweverManyThreadsAsk() throws InterruptedException {
    AtomicInteger promised = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int j = 0; j < 1_000; j++) {
                  promised.addAndGet(outbox.promise() ? 1 : 0);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(promised).hasValue(Outbox.MAX_QUEUED);
  }

  @Test
  void aPlaceThatIsGivenBackIsPromisedAgain() {
    for (int i = 0; i < Outbox.MAX_QUEUED; i++) {
      assertThat(outbox.promise()).isTrue();
    }
    assertThat(outbox.promise()).isFalse();
    outbox.giveBack();
    assertThat(outbox.promise()).isTrue();
    assertThat(outbox.promise()).isFalse();
  }

  @Test
  void whatIsDiscardedLeavesItsPlaces() {
    for (int i = 0; i < Outbox.MAX_QUEUED; i++) {
      assertThat(outbox.promise()).isTrue();
      outbox.queue(Fragments.restart());
    }
    assertThat(outbox.promise()).isFalse();
    outbox.discard();
    assertThat(outbox.promise()).isTrue();
  }
}
