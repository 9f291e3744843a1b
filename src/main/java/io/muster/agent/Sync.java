package io.muster.agent;

import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an agent runs what it should, and why not: the answer of {@link #of}.
 *
 * @param attempt to bring it that config; null if none is remembered
 * @param comparison of its effective config
 */
public record Sync(SyncCause cause, @Nullable Attempt attempt, ConfigComparison comparison) {

  /** After APPLIED, an agent that is unhealthy may still be starting. */
  public static final Duration HEALTH_SETTLES = Duration.ofSeconds(10);

  /** After APPLIED, an effective config may still be the one from before. */
  public static final Duration EFFECTIVE_SETTLES = Duration.ofSeconds(60);

  /** One that is lost within this time after APPLIED was lost by it... */
  public static final Duration LOST_WITHIN = Duration.ofSeconds(60);

  /** ...unless it comes back in this time, as after a restart. */
  public static final Duration COMES_BACK = Duration.ofSeconds(30);

  /**
   * What is known of an agent at one moment.
   *
   * @param desired hash of the config it should have; null for none
   * @param goodbye whether it went on purpose
   * @param listeningSince since when this server hears agents: what was lost before was lost by it
   * @param waits whether it is not given the config now, because of the time
   */
  public record Known(
      AgentState agent,
      @Nullable ContentHash desired,
      Presence presence,
      Instant lastSeen,
      boolean goodbye,
      Instant listeningSince,
      ConfigComparison comparison,
      Instant now,
      boolean waits) {}

  /** The state. */
  public SyncState state() {
    return cause.state();
  }

  /** Pure: the same facts always give the same answer. */
  public static Sync of(Known known) {
    ContentHash desired = known.desired();
    Attempt attempt =
        desired == null
            ? null
            : known.agent().facts().attempts().find(OfferKind.CONFIG, desired).orElse(null);
    if (known.agent().can(AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION)) {
      // It is told to come back in an hour, and away until then.
      return new Sync(SyncCause.REQUIRES_SIGNED_MESSAGES, attempt, known.comparison());
    }
    if (desired == null) {
      return new Sync(SyncCause.NOTHING_WANTED, null, known.comparison());
    }
    SyncCause cause = cause(known, desired, attempt);
    // Nothing is on its way; what ended badly does not come by waiting.
    boolean waits =
        known.waits() && (cause == SyncCause.NOT_OFFERED_YET || cause == SyncCause.AWAITING_ANSWER);
    return new Sync(waits ? SyncCause.WINDOW_CLOSED : cause, attempt, known.comparison());
  }

  private static SyncCause cause(Known known, ContentHash desired, @Nullable Attempt attempt) {
    AgentState agent = known.agent();
    if (!agent.can(AgentCapability.ACCEPTS_REMOTE_CONFIG)) {
      return SyncCause.VIEW_ONLY;
    }
    if (known.presence() == Presence.DISCONNECTED) {
      return agent.hasConfig(desired) && lost(known, attempt)
          ? SyncCause.LOST_AFTER_APPLYING
          : SyncCause.AWAY;
    }
    if (!agent.tellsConfigStatus()) {
      return silent(known, desired, attempt);
    }
    if (agent.hasConfig(desired)) {
      return running(known, attempt);
    }
    OfferStatus status = agent.reported().configStatus();
    if (status != null
        && status.hash().equals(desired)
        && status.state() == OfferStatus.State.FAILED) {
      // A retry forgets the attempt, or has made another one.
      return attempt == null
          ? SyncCause.NOT_OFFERED_YET
          : attempt.failed() ? SyncCause.REFUSED : pending(attempt);
    }
    return pending(attempt);
  }

  /** It never says what became of an offer, but what it runs tells. */
  private static SyncCause silent(Known known, ContentHash desired, @Nullable Attempt attempt) {
    boolean has = known.agent().hasConfig(desired);
    return switch (known.comparison()) {
      case ConfigComparison.Same _ ->
          has || !awaited(known, attempt) ? running(known, attempt) : pending(attempt);
      case ConfigComparison.Unknown() -> has ? running(known, attempt) : pending(attempt);
      case ConfigComparison.Differs _ ->
          attempt != null
                  && (attempt.state() == Attempt.State.NO_ANSWER
                      || (has && attempt.state() == Attempt.State.UNCONFIRMED))
              ? SyncCause.NOT_TAKEN
              : has ? running(known, attempt) : pending(attempt);
    };
  }

  /** What it ran before may have all of the new config, too. */
  private static boolean awaited(Known known, @Nullable Attempt attempt) {
    return attempt != null
        && (attempt.state().taken()
            || (attempt.state() == Attempt.State.OFFERED
                && known.now().isBefore(attempt.deadline())));
  }

  private static boolean lost(Known known, @Nullable Attempt attempt) {
    Instant applied = appliedAt(attempt);
    return applied != null
        && !known.goodbye()
        && known.lastSeen().isAfter(known.listeningSince())
        && known.lastSeen().isBefore(applied.plus(LOST_WITHIN))
        && !known.now().isBefore(known.lastSeen().plus(COMES_BACK));
  }

  private static @Nullable Instant appliedAt(@Nullable Attempt attempt) {
    return attempt != null && attempt.state() == Attempt.State.APPLIED ? attempt.changedAt() : null;
  }

  /** It has it, by what it says or by what it runs. */
  private static SyncCause running(Known known, @Nullable Attempt attempt) {
    Health health = known.agent().reported().health();
    if (health != null && !health.healthy()) {
      return within(known, attempt, HEALTH_SETTLES) ? SyncCause.SETTLING : SyncCause.UNHEALTHY;
    }
    boolean adopted = attempt != null && attempt.state() == Attempt.State.ADOPTED;
    return switch (known.comparison()) {
      case ConfigComparison.Same _ -> adopted ? SyncCause.ADOPTED : SyncCause.CONFIRMED;
      case ConfigComparison.Unknown() when adopted -> SyncCause.ADOPTED;
      case ConfigComparison.Unknown() ->
          attempt != null
                  && attempt.state() == Attempt.State.UNCONFIRMED
                  && !known.agent().tellsConfigStatus()
              ? SyncCause.UNCONFIRMED
              : SyncCause.APPLIED;
      case ConfigComparison.Differs _ ->
          within(known, attempt, EFFECTIVE_SETTLES)
              ? SyncCause.SETTLING
              : SyncCause.EFFECTIVE_DIFFERS;
    };
  }

  private static boolean within(Known known, @Nullable Attempt attempt, Duration time) {
    Instant applied = appliedAt(attempt);
    return applied != null && known.now().isBefore(applied.plus(time));
  }

  /** It does not say that it has it. */
  private static SyncCause pending(@Nullable Attempt attempt) {
    if (attempt == null) {
      return SyncCause.NOT_OFFERED_YET;
    }
    return switch (attempt.state()) {
      case OFFERED -> SyncCause.AWAITING_ANSWER;
      case APPLYING -> SyncCause.BEING_APPLIED;
      case FAILED -> SyncCause.REFUSED_BEFORE;
      case NO_ANSWER -> SyncCause.NO_ANSWER;
      case TAKEN_BACK -> SyncCause.TAKEN_BACK;
      case UNCONFIRMED -> SyncCause.AWAITING_ANSWER;
      // It was sent something else since.
      case ADOPTED -> SyncCause.NOT_OFFERED_YET;
      case APPLIED ->
          attempt.tries() >= Attempts.MAX_TRIES ? SyncCause.REVERTED : SyncCause.AWAITING_ANSWER;
    };
  }
}
