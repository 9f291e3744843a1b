package io.muster.fleet;

import io.muster.agent.Reported;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often contents of one agent are stored (SEMANTICS 32): the first at once, then one a minute;
 * the newest of what comes sooner waits. Components that come sooner do not wait: an agent is asked
 * for them again, so a few may come at once, as they do when a collector is replaced. Not
 * thread-safe: guarded by its agent.
 */
final class ContentPace {

  /** Between two contents of one kind that are stored for one agent. */
  static final Duration BETWEEN = Duration.ofMinutes(1);

  /** Components that are stored at once, before there is one a minute. */
  static final int COMPONENTS_AT_ONCE = 3;

  private @Nullable Instant configStored;

  /** When the store would have had the components so far, had they come one a minute. */
  private @Nullable Instant componentsPaid;

  private long size;
  private boolean behind;
  private EffectiveConfigs.@Nullable Prepared waiting;
  private @Nullable ContentHash kept;

  /** Whether an effective config may be stored now. */
  boolean due(Instant now) {
    return due(configStored, now);
  }

  private static boolean due(@Nullable Instant last, Instant now) {
    // A clock that was set back must not hold anything for longer than it says.
    return last == null || now.isBefore(last) || !now.isBefore(last.plus(BETWEEN));
  }

  /** Whether components may be stored now. */
  boolean componentsDue(Instant now) {
    return !componentsPaid(now).isAfter(now.plus(BETWEEN.multipliedBy(COMPONENTS_AT_ONCE - 1L)));
  }

  void componentsStored(Instant now) {
    componentsPaid = componentsPaid(now).plus(BETWEEN);
  }

  private Instant componentsPaid(Instant now) {
    Instant paid = componentsPaid;
    // A clock that was set back must not hold anything for longer than it says.
    return paid == null
            || paid.isBefore(now)
            || paid.isAfter(now.plus(BETWEEN.multipliedBy(COMPONENTS_AT_ONCE)))
        ? now
        : paid;
  }

  /** An effective config of so many bytes is being stored; nothing waits any more. */
  void stored(Instant now, long bytes) {
    configStored = now;
    current(bytes);
  }

  /** The store has what the agent reports, of so many bytes; nothing waits any more. */
  void current(long bytes) {
    size = bytes;
    behind = false;
    waiting = null;
    kept = null;
  }

  /**
   * This one waits in place of another that waited.
   *
   * @param prepared null if there is no room even to wait
   * @param stored what the store has meanwhile
   */
  void hold(EffectiveConfigs.@Nullable Prepared prepared, @Nullable ContentHash stored) {
    behind = true;
    waiting = prepared;
    kept = stored;
  }

  /** What the agent reported since was stored elsewhere, or is not worth storing any more. */
  void drop() {
    current(0);
  }

  /** Whether the agent has reported another config than the stored report names. */
  boolean behind() {
    return behind;
  }

  EffectiveConfigs.@Nullable Prepared waiting() {
    return waiting;
  }

  /** What the store has while another one waits. */
  @Nullable ContentHash kept() {
    return kept;
  }

  /** Bytes of the stored config; 0 if they are not known. */
  long size() {
    return size;
  }

  /** A report as it is to be stored now: it names what is stored. */
  Reported storable(Reported reported) {
    return behind ? reported.withEffectiveConfig(kept) : reported;
  }
}
