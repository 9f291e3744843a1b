package io.muster.operator;

import io.muster.cluster.Feed;
import io.muster.cluster.Rereading;
import io.muster.cluster.Topics;
import io.muster.schedule.Periodic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Has the operators read at the start, when another instance changed one, and now and then; and has
 * noted when tokens were used.
 */
@Singleton
final class OperatorHints {

  /** Before anything listens. */
  private static final int LOAD = 1_000;

  private static final Duration NOTE_USES = Duration.ofSeconds(10);

  private final Periodic timer = Periodic.onThread("operators");
  private final TokenUses uses;

  OperatorHints(TokenUses uses) {
    this.uses = uses;
  }

  void load(@Observes @Priority(LOAD) StartupEvent event, KnownOperators operators) {
    operators.load();
  }

  void start(@Observes StartupEvent event, KnownOperators operators, Feed feed) {
    Rereading.begin(
        feed, Topics.OPERATORS, timer, "operators_not_read", operators::known, operators::reread);
    timer.every(
        NOTE_USES,
        "token_uses_not_noted",
        () -> {
          uses.keepOnly(operators);
          uses.write();
        });
  }

  void stop(@Observes ShutdownEvent event) {
    timer.stop();
  }
}
