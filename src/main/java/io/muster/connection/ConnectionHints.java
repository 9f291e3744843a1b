package io.muster.connection;

import io.muster.cluster.Feed;
import io.muster.cluster.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Has the settings read at the start, and again when another instance changed them. */
@Singleton
final class ConnectionHints {

  private static final int LOAD = 1_000;

  /** Long before the agents' port opens. */
  void load(@Observes @Priority(LOAD) StartupEvent event, ConnectionOffer offer) {
    offer.load();
  }

  void start(@Observes StartupEvent event, ConnectionPolicy policy, Feed feed) {
    feed.follow(Topics.CONNECTION_SETTINGS, policy::reread);
  }
}
