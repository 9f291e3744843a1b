package io.muster.sync;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.ConfigComparison;
import io.muster.agent.Health;
import io.muster.agent.OfferKind;
import io.muster.agent.Presence;
import io.muster.agent.Sync;
import io.muster.agent.SyncCause;
import io.muster.agent.SyncState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not as it should be with one agent.
 *
 * @param kind of what it is about
 * @param state how the offer ended, or what the agent is in; one word in capitals
 * @param cause more exactly; as in {@link io.muster.agent.SyncCause}
 * @param message as it was said, or seen; empty if nothing was
 * @param config it is about, as `prod@3`; empty if it is about none
 * @param since when it came to be so
 */
record BadState(
    OfferKind kind, String state, String cause, String message, String config, Instant since) {

  private static final String UNHEALTHY = "unhealthy";
  private static final String UNSIGNED =
      "it takes signed messages only, which this server does not send";

  /** An offer that came to a bad end, of a kind that has no states of its own. */
  static BadState of(Attempt attempt) {
    String cause =
        switch (attempt.state()) {
          case NO_ANSWER -> "no_answer";
          case TAKEN_BACK -> "taken_back";
          case FAILED, OFFERED, APPLYING, APPLIED, UNCONFIRMED, ADOPTED -> "refused";
        };
    return new BadState(
        attempt.kind(),
        attempt.state().name(),
        cause,
        attempt.error(),
        attempt.name(),
        attempt.changedAt());
  }

  /** What is wrong with the config of an agent, or with its health; empty if nothing is. */
  static Optional<BadState> of(
      AgentState agent,
      Presence presence,
      Sync sync,
      Optional<Attempt> standing,
      String desired,
      Instant lastSeen) {
    Optional<Attempt> failed = standing.filter(Attempt::failed);
    Health health = agent.reported().health();
    if (sync.cause() == SyncCause.REQUIRES_SIGNED_MESSAGES) {
      return Optional.of(
          new BadState(
              OfferKind.CONFIG,
              sync.state().name(),
              sync.cause().word(),
              UNSIGNED,
              desired,
              lastSeen));
    }
    return switch (sync.state()) {
      case FAILED ->
          Optional.of(
              new BadState(
                  OfferKind.CONFIG,
                  failed.map(attempt -> attempt.state().name()).orElse(SyncState.FAILED.name()),
                  sync.cause().word(),
                  failed.map(Attempt::error).filter(e -> !e.isEmpty()).orElseGet(() -> seen(sync)),
                  desired,
                  failed.map(Attempt::changedAt).orElse(lastSeen)));
      case DRIFTED, UNCONFIRMED, APPLIED_BUT_DEAD ->
          Optional.of(
              new BadState(
                  OfferKind.CONFIG,
                  sync.state().name(),
                  sync.cause().word(),
                  sync.cause() == SyncCause.UNHEALTHY ? said(health) : seen(sync),
                  desired,
                  sync.attempt() == null ? lastSeen : sync.attempt().changedAt()));
      // What it refused is not forgotten because it is away.
      case OFFLINE -> failed.map(BadState::of);
      case IN_SYNC, APPLYING, WAITING -> Optional.empty();
      case INCAPABLE, UNMANAGED ->
          health != null && !health.healthy() && presence != Presence.DISCONNECTED
              ? Optional.of(
                  new BadState(
                      OfferKind.CONFIG, "UNHEALTHY", UNHEALTHY, said(health), "", lastSeen))
              : Optional.empty();
    };
  }

  private static String said(@Nullable Health health) {
    if (health == null) {
      return "";
    }
    return health.lastError().isEmpty() ? health.status() : health.lastError();
  }

  private static String seen(Sync sync) {
    return sync.comparison() instanceof ConfigComparison.Differs differs ? differs.sentence() : "";
  }
}
