package io.muster.fleet;

import io.muster.cluster.Feed;
import io.muster.cluster.Instances;
import io.muster.cluster.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps what other instances know and change of agents up to date, and takes commands from there.
 */
@Singleton
final class FleetHints {

  /** How often at most the others are told that agents came or went. */
  private static final Duration MOVED_EVERY = Duration.ofSeconds(1);

  /** How often at most they are told that what is stored of agents changed. */
  private static final Duration CHANGED_EVERY = Duration.ofSeconds(5);

  /** Of the time, readings by hints take at most a fifth, however large the fleet is. */
  private static final int REST = 4;

  private final AtomicBoolean movedDue = new AtomicBoolean();
  private final AtomicBoolean changedDue = new AtomicBoolean();
  private long readUntil = System.nanoTime();
  private long took;

  void start(
      @Observes StartupEvent event,
      Fleet fleet,
      FleetRereader reading,
      AgentLabels labels,
      AgentCommands commands,
      Connections connections,
      Feed feed,
      Instances instances) {
    Runnable tell = () -> feed.bump(Topics.AGENTS, fleet.now().toEpochMilli());
    fleet.onMoved(() -> soon(MOVED_EVERY, movedDue, tell));
    fleet.onSaved(() -> soon(CHANGED_EVERY, changedDue, tell));
    feed.follow(Topics.AGENTS, () -> paced(reading));
    labels.onChange(
        () -> feed.bump(Topics.LABELS, fleet.now().toEpochMilli()), connections::reconcile);
    feed.follow(Topics.LABELS, labels::read);
    feed.follow(Topics.COMMANDS, commands::read);
    instances.beforeGone(reading::holders);
  }

  private static void soon(Duration delay, AtomicBoolean due, Runnable tell) {
    if (due.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> {
            due.set(false);
            tell.run();
          });
    }
  }

  /** Never at the same time, by the feed; hints that come meanwhile make one more reading. */
  private void paced(FleetRereader reading) {
    long rested = System.nanoTime() - readUntil;
    try {
      Thread.sleep(Duration.ofNanos(Math.max(0, took * REST - rested)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    long begun = System.nanoTime();
    try {
      reading.read();
    } finally {
      readUntil = System.nanoTime();
      took = readUntil - begun;
    }
  }
}
