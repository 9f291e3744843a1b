package io.muster.config;

import io.muster.cluster.Feed;
import io.muster.cluster.Topics;
import io.muster.fleet.Connections;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Has every connected agent looked at again when the policy changes, and the policy read again when
 * another instance changed it.
 */
@Singleton
final class PolicyDelivery {

  void start(
      @Observes StartupEvent event, PolicySource policies, Connections connections, Feed feed) {
    policies.onChange(policy -> connections.reconcileAll());
    policies.onStored(generation -> feed.bump(Topics.POLICY, generation));
    feed.follow(Topics.POLICY, policies::refresh);
  }
}
