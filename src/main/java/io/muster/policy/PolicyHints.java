package io.muster.policy;

import io.muster.agent.AgentState;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.cluster.Feed;
import io.muster.cluster.Topics;
import io.muster.fleet.Connections;
import io.muster.protocol.ContentHash;
import io.muster.schedule.Periodic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/**
 * Has every connected agent looked at again when the policy changes, those that a config is taken
 * back from before all others, or when the window of a target opens; and the policy read again when
 * another instance changed it.
 */
@Singleton
final class PolicyHints {

  private static final int LOAD = 1_000;

  private static final Duration WINDOWS = Duration.ofSeconds(1);

  private final Periodic timer = Periodic.onThread("target-windows");

  /** Written by whoever reads the policy, one at a time. */
  private volatile Policy before = Policy.EMPTY;

  /** Before those who act by the policy start. */
  void load(@Observes @Priority(LOAD) StartupEvent event, PolicySource policies) {
    policies.load();
  }

  void start(
      @Observes StartupEvent event,
      PolicySource policies,
      Connections connections,
      Feed feed,
      InstantSource clock) {
    before = policies.current();
    OpenWindows windows = new OpenWindows(clock);
    timer.every(
        WINDOWS,
        "target_windows_failed",
        () -> {
          if (windows.opened(policies.current())) {
            policies.announce();
          }
        });
    policies.onChange(policy -> deliver(policy, connections));
    feed.follow(Topics.POLICY, policies::refresh);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.stop();
  }

  void deliver(Policy policy, Connections connections) {
    Set<ContentHash> back = policy.takenBackSince(before);
    before = policy;
    connections.reconcileAll(agent -> !back.isEmpty() && has(agent.state(), back));
  }

  /** Whether it runs one of these, or was sent it last. */
  private static boolean has(AgentState agent, Set<ContentHash> hashes) {
    OfferStatus status = agent.reported().configStatus();
    return (status != null && hashes.contains(status.hash()))
        || agent
            .facts()
            .attempts()
            .newest(OfferKind.CONFIG)
            .filter(attempt -> hashes.contains(attempt.hash()))
            .isPresent();
  }
}
