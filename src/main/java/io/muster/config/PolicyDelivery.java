package io.muster.config;

import io.muster.fleet.Connections;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Has every connected agent looked at again when the policy changes, and reads the policy anew now
 * and then, for whatever no event told of (SEMANTICS 14).
 */
@Singleton
final class PolicyDelivery {

  private static final Logger LOG = Logger.getLogger(PolicyDelivery.class);

  private static final int REFRESH_SECONDS = 30;

  private final PolicySource policies;
  private final Connections connections;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("policy").daemon(true).factory());

  PolicyDelivery(PolicySource policies, Connections connections) {
    this.policies = policies;
    this.connections = connections;
  }

  void start(@Observes StartupEvent event) {
    policies.onChange(policy -> connections.reconcileAll());
    var _ =
        timer.scheduleWithFixedDelay(
            this::refresh, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }

  private void refresh() {
    try {
      var _ = policies.refresh();
    } catch (RuntimeException e) {
      LOG.warnf("event=policy_unread reason=%s", e);
    }
  }
}
