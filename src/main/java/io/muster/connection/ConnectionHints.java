package io.muster.connection;

import io.muster.cluster.Feed;
import io.muster.cluster.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Tells the other instances of new connection settings, and listens to them. */
@Singleton
final class ConnectionHints {

  void start(@Observes StartupEvent event, ConnectionPolicy policy, Feed feed) {
    policy.onStored(generation -> feed.bump(Topics.CONNECTION_SETTINGS, generation));
    feed.follow(Topics.CONNECTION_SETTINGS, policy::reread);
  }
}
