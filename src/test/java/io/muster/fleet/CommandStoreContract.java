package io.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link CommandStore} does. */
public abstract class CommandStoreContract {

  private static final InstanceUid ONE = new InstanceUid(1, -2);
  private static final InstanceUid TWO = new InstanceUid(-3, 4);
  private static final Instant EXPIRES = Instant.parse("2026-11-23T02:30:00.123456789Z");
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(600);

  private static final QueuedCommand RESTART =
      new QueuedCommand(ONE, "0001-a", EXPIRES, new AgentCommand.Restart());
  private static final QueuedCommand NEW_UID =
      new QueuedCommand(ONE, "0002-b", EXPIRES, new AgentCommand.NewUid());
  private static final QueuedCommand MESSAGE =
      new QueuedCommand(
          TWO,
          "0001-a",
          EXPIRES,
          new AgentCommand.Message(
              new OutgoingMessage("org.example", "run", ByteString.copyFromUtf8("\0now"))));

  /** The store under test, empty at the beginning of a test; always the same within one. */
  protected abstract CommandStore store();

  /** Lets time pass for the store. */
  protected abstract void pass(Duration time);

  @Test
  void commandsWaitAsTheyWereUntilTheyAreTaken() {
    assertThat(store().waiting()).isEmpty();
    store().add(RESTART, LONG);
    store().add(NEW_UID, LONG);
    store().add(MESSAGE, LONG);
    assertThat(store().waiting()).containsExactlyInAnyOrder(RESTART, NEW_UID, MESSAGE);
    assertThat(store().take(RESTART)).isTrue();
    assertThat(store().waiting()).containsExactlyInAnyOrder(NEW_UID, MESSAGE);
    assertThat(store().take(RESTART)).as("a second time").isFalse();
    assertThat(store().take(MESSAGE)).isTrue();
    assertThat(store().waiting()).containsExactly(NEW_UID);
  }

  @Test
  void ofManyWhoTakeACommandOneHasIt() throws InterruptedException {
    int takers = 8;
    for (int round = 0; round < 20; round++) {
      store().add(MESSAGE, LONG);
      AtomicInteger had = new AtomicInteger();
      CountDownLatch start = new CountDownLatch(1);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < takers; i++) {
          threads.execute(() -> {
            try {
              start.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            if (store().take(MESSAGE)) {
              had.incrementAndGet();
            }
          });
        }
        start.countDown();
      }
      assertThat(had).as("takers that had it in round %d", round).hasValue(1);
    }
  }

  @Test
  void anExpiredCommandIsNobodys() {
    store().add(RESTART, SHORT);
    store().add(NEW_UID, LONG);
    pass(SHORT.multipliedBy(2));
    assertThat(store().waiting()).containsExactly(NEW_UID);
    assertThat(store().take(RESTART)).isFalse();
    store().add(RESTART, LONG);
    assertThat(store().take(RESTART)).as("given again").isTrue();
  }
}
