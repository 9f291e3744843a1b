package io.muster.audit;

import io.muster.cluster.InstanceId;
import io.muster.cluster.Instances;
import io.muster.cluster.Leaderships;
import io.muster.schedule.Periodic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the audit log together and starts what drives it. */
@Singleton
final class AuditBeans {

  private static final Duration LOGGED_EVERY = Duration.ofSeconds(5);

  private final Periodic timer = Periodic.onThread("audit");
  private final Sequencer sequencer;
  private final AuditTrail trail;
  private final AuditLog log;

  AuditBeans(
      AuditStore store,
      AuditSettings settings,
      @ConfigProperty(name = "muster.data", defaultValue = "muster-data") String dataFolder,
      Instances instances,
      Leaderships leaderships,
      InstantSource clock) {
    Path checkpoints = settings.checkpoints().orElse(Path.of(dataFolder, "audit-checkpoints"));
    sequencer =
        new Sequencer(
            store,
            leaderships.of("audit"),
            instance -> isAlive(instances, new InstanceId(instance)),
            new CheckpointFile(checkpoints, clock),
            clock);
    trail = new AuditTrail(store, clock, instances.self().text());
    log = new AuditLog(store);
  }

  /** Asks about one that is not known yet: it may have just started. */
  private static boolean isAlive(Instances instances, InstanceId instance) {
    instances.learn(instance);
    return instances.alive(instance);
  }

  void start(@Observes StartupEvent event) {
    timer.every(LOGGED_EVERY, "audit_not_logged", this::turn);
  }

  private void turn() {
    sequencer.step();
    trail.upkeep();
  }

  void stop(@Observes ShutdownEvent event) {
    timer.stop();
  }

  @Produces
  @Singleton
  AuditTrail trail() {
    return trail;
  }

  @Produces
  @Singleton
  AuditLog log() {
    return log;
  }
}
