package io.muster.session;

import io.muster.schedule.BoundedRate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Says in the log who was not let in and from where, without what was sent; ten lines in ten
 * seconds, however many try. Thread-safe; never blocks.
 */
final class RefusedPeers {

  private static final Logger LOG = Logger.getLogger(RefusedPeers.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int MOST = 10;

  /** Where a line goes. */
  @FunctionalInterface
  interface Lines {
    void line(String remote, String reason, long leftOut);
  }

  private final BoundedRate rate;
  private final Lines lines;

  RefusedPeers(InstantSource clock) {
    this(
        clock,
        (remote, reason, leftOut) ->
            LOG.warnf(
                "event=agent_refused address=%s reason=%s more_before=%d",
                remote, reason, leftOut));
  }

  RefusedPeers(InstantSource clock, Lines lines) {
    this.rate = new BoundedRate(clock, PERIOD, MOST);
    this.lines = lines;
  }

  /**
   * A peer was refused.
   *
   * @param reason one word
   */
  void refused(String remote, String reason) {
    OptionalLong leftOut = rate.next();
    if (leftOut.isPresent()) {
      lines.line(remote, reason, leftOut.getAsLong());
    }
  }
}
