package io.muster.config;

import io.muster.fleet.Connections;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Has every connected agent looked at again when the policy changes. */
@Singleton
final class PolicyDelivery {

  void start(@Observes StartupEvent event, PolicySource policies, Connections connections) {
    policies.onChange(policy -> connections.reconcileAll());
  }
}
