package io.muster.access;

import io.muster.schedule.Periodic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * The way back in for operators without a token that works ({@code muster token recover}): whoever
 * may make a file in the data folder, and read the new token there, has the server's state anyway.
 * Nothing of it can be asked for over the network.
 */
@Singleton
public final class TokenRecovery {

  private static final Logger LOG = Logger.getLogger(TokenRecovery.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final BootstrapToken bootstrap;
  private final InstantSource clock;
  private final Periodic timer = Periodic.onThread("token-recovery");

  /** Looks into the folder of this token. */
  @Inject
  TokenRecovery(BootstrapToken bootstrap, InstantSource clock) {
    this.bootstrap = bootstrap;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    timer.every(LOOK_EVERY, "token_not_recovered", this::look);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.stop();
  }

  /** Does what is asked for, once. */
  void look() {
    Path file = RecoveryRequest.in(bootstrap.dataFolder());
    if (!Files.isRegularFile(file)) {
      return;
    }
    Instant until = bootstrap.recover(clock.instant());
    LOG.warnf("event=bootstrap_token_recovered file=%s until=%s", bootstrap.tokenPath(), until);
    try {
      // Last: who asked waits for it
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
