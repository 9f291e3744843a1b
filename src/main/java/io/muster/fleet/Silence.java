package io.muster.fleet;

import java.time.Duration;

/**
 * How long an agent may be silent: an agent that was offered a long interval keeps to it, and is
 * neither stale nor gone between two of its reports.
 *
 * @param stale after which something is amiss
 * @param gone after which a poller is not there any more; always later
 */
record Silence(Duration stale, Duration gone) {

  private static final int STALE_INTERVALS = 3;
  private static final int GONE_INTERVALS = 4;

  /**
   * By the settings and by what the server itself asked for.
   *
   * @param interval between two reports, as it was offered; zero if none was
   */
  static Silence of(FleetSettings settings, Duration interval) {
    return new Silence(
        longer(settings.staleAfter(), interval.multipliedBy(STALE_INTERVALS)),
        longer(settings.disconnectedAfter(), interval.multipliedBy(GONE_INTERVALS)));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** Whether this long is too long. */
  boolean isStale(long millis) {
    return millis > stale.toMillis();
  }

  /** Whether a poller that has been silent this long is away. */
  boolean isGone(long millis) {
    return millis > gone.toMillis();
  }
}
