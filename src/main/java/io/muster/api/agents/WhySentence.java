package io.muster.api.agents;

import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.ConfigComparison;
import io.muster.agent.FailureMessage;
import io.muster.agent.Health;
import io.muster.agent.Reported;
import io.muster.agent.Sync;
import io.muster.freeze.Freeze;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Puts into one sentence why an agent runs, or does not run, what it should. */
final class WhySentence {

  private static final int MAX_ERROR = 500;

  private final String config;
  private final Sync sync;
  private final Reported reported;
  private final Instant lastSeen;
  private final @Nullable Freeze freeze;
  private final String window;

  /**
   * About one agent.
   *
   * @param config what it should have, as `prod@3`
   * @param freeze what keeps all that would change it from being sent; null if nothing does
   * @param window what it waits for, for people
   */
  WhySentence(
      String config,
      Sync sync,
      Reported reported,
      Instant lastSeen,
      @Nullable Freeze freeze,
      String window) {
    this.config = config;
    this.sync = sync;
    this.reported = reported;
    this.lastSeen = lastSeen;
    this.freeze = freeze;
    this.window = window;
  }

  String sentence() {
    return byCause() + frozen();
  }

  private String frozen() {
    return freeze == null
        ? ""
        : " Nothing that changes it is sent to it now, but what is taken back: "
            + freeze.text()
            + ".";
  }

  private String byCause() {
    return switch (sync.cause()) {
      case CONFIRMED ->
          "It runs "
              + config
              + appliedAt()
              + ", and its effective config has all of it"
              + notCompared()
              + ".";
      case ADOPTED ->
          "It ran "
              + config
              + " already when that was first wanted of it, at "
              + time(changed())
              + ", by its effective config: nothing was sent to it"
              + notCompared()
              + ".";
      case APPLIED ->
          "It says that it runs "
              + config
              + appliedAt()
              + "; it reports no effective config that could be compared.";
      case UNCONFIRMED ->
          "It was sent "
              + config
              + offered()
              + " and tells neither a status nor an effective config that could be compared:"
              + " whether it runs it is not known.";
      case NOT_OFFERED_YET ->
          freeze == null
              ? "It is about to be offered " + config + "."
              : "It is not offered " + config + " while it is frozen.";
      case WINDOW_CLOSED -> "It is not given " + config + " now: it waits for " + window + ".";
      case AWAITING_ANSWER ->
          "It was offered " + config + offered() + " and has not answered yet" + until() + ".";
      case BEING_APPLIED -> "It is applying " + config + offered() + ".";
      case SETTLING ->
          "It said at "
              + time(changed())
              + " that it applied "
              + config
              + "; its health or effective config may still be the one from before.";
      case REFUSED ->
          "It refused "
              + config
              + " at "
              + time(changed())
              + tries()
              + error()
              + "; it is not offered again until it is retried or the config changes.";
      case REFUSED_BEFORE ->
          "It refused "
              + config
              + " at "
              + time(changed())
              + tries()
              + error()
              + ", and speaks of another config since; it is not offered again until it is"
              + " retried.";
      case NO_ANSWER ->
          "It never answered "
              + config
              + offered()
              + "; it is not offered again until it is retried or the config changes.";
      case NOT_TAKEN ->
          "It was sent "
              + config
              + offered()
              + " says nothing of it, and runs something else:"
              + difference()
              + "; it is not offered again until it is retried or the config changes.";
      case TAKEN_BACK ->
          "It was offered "
              + config
              + ", which was taken back at "
              + time(changed())
              + error()
              + "; it is not offered again until it is retried.";
      case EFFECTIVE_DIFFERS ->
          "It says that it applied "
              + config
              + appliedAt()
              + ", but runs something else:"
              + difference()
              + ".";
      case REVERTED ->
          "It said "
              + Attempts.MAX_TRIES
              + " times that it applied "
              + config
              + ", and says each time afterwards that it has another config.";
      case UNHEALTHY ->
          "It applied " + config + appliedAt() + ", and is unhealthy" + health() + ".";
      case LOST_AFTER_APPLYING ->
          "It said at "
              + time(changed())
              + " that it applied "
              + config
              + ", was last heard of at "
              + time(lastSeen)
              + ", and did not come back.";
      case VIEW_ONLY ->
          "It is view only: without the capability AcceptsRemoteConfig, "
              + config
              + " cannot be offered to it.";
      case REQUIRES_SIGNED_MESSAGES ->
          "It requires signed messages, which this server does not send: nothing is offered to"
              + " it.";
      case AWAY ->
          "It is not connected since "
              + time(lastSeen)
              + " or shortly after; it gets "
              + config
              + " when it comes back.";
      case NOTHING_WANTED -> "No target selects it, and there is no default config for it.";
    };
  }

  private String appliedAt() {
    Attempt attempt = sync.attempt();
    return attempt != null && attempt.state() == Attempt.State.APPLIED
        ? " since " + time(attempt.changedAt())
        : "";
  }

  private @Nullable Instant changed() {
    return sync.attempt() == null ? null : sync.attempt().changedAt();
  }

  private String offered() {
    Attempt attempt = sync.attempt();
    return attempt == null ? "" : ", offered at " + time(attempt.offeredAt()) + tries() + ",";
  }

  private String tries() {
    Attempt attempt = sync.attempt();
    return attempt == null ? "" : " (try " + attempt.tries() + " of " + Attempts.MAX_TRIES + ")";
  }

  private String until() {
    Attempt attempt = sync.attempt();
    return attempt == null ? "" : "; it has until " + time(attempt.deadline());
  }

  private String error() {
    Attempt attempt = sync.attempt();
    String error = attempt == null ? "" : attempt.error();
    return error.isEmpty() ? ", without a word why" : ": " + cut(error) + CollectorLog.hint(error);
  }

  private String health() {
    Health health = reported.health();
    if (health == null) {
      return "";
    }
    String said = health.lastError().isEmpty() ? health.status() : health.lastError();
    return said.isEmpty() ? "" : ": " + cut(said) + CollectorLog.hint(said);
  }

  private String difference() {
    return switch (sync.comparison()) {
      case ConfigComparison.Differs differs -> " " + differs.sentence();
      case ConfigComparison.Same _, ConfigComparison.Unknown _ -> "";
    };
  }

  private String notCompared() {
    String sentence =
        sync.comparison() instanceof ConfigComparison.Same(var notCompared)
            ? notCompared.sentence()
            : "";
    return sentence.isEmpty() ? "" : "; " + sentence;
  }

  private static String cut(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return FailureMessage.ends(line, MAX_ERROR);
  }

  private static String time(@Nullable Instant instant) {
    return instant == null
        ? "a time not known"
        : instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
