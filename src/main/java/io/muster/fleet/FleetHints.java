package io.muster.fleet;

import io.muster.cluster.Feed;
import io.muster.cluster.Instances;
import io.muster.cluster.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Keeps what other instances know and change of agents up to date, and takes commands from there.
 */
@Singleton
final class FleetHints {

  /** Of the time, readings by hints take at most a fifth, however large the fleet is. */
  private static final int REST = 4;

  private long readUntil = System.nanoTime();
  private long took;

  void start(
      @Observes StartupEvent event,
      FleetEvents events,
      FleetRereader reading,
      AgentLabels labels,
      AgentCommands commands,
      RemoteHolders holders,
      Connections connections,
      Feed feed,
      Instances instances) {
    feed.follow(Topics.AGENTS, () -> paced(reading));
    events.add(change -> {
      if (change instanceof FleetListener.Relabelled(var uid)) {
        connections.reconcile(uid);
      }
    });
    feed.follow(Topics.LABELS, labels::read);
    feed.follow(Topics.COMMANDS, commands::read);
    feed.follow(Topics.CONTESTS, holders::read);
    instances.beforeGone(reading::holders);
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
