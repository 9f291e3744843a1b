package io.muster.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.fleet.TokenBucket;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Says in the log who was not let in and from where, without what was sent; ten lines at once and
 * one a second, however many try. Thread-safe; never blocks.
 */
final class RefusedPeers {

  private static final Logger LOG = Logger.getLogger(RefusedPeers.class);
  private static final double PER_SECOND = 1;
  private static final double AT_ONCE = 10;

  /** Where a line goes. */
  @FunctionalInterface
  interface Lines {
    void line(String remote, String reason, long unsaid);
  }

  private final TokenBucket pace;
  private final Lines lines;

  @GuardedBy("this")
  private long unsaid;

  RefusedPeers(InstantSource clock) {
    this(
        clock,
        (remote, reason, unsaid) ->
            LOG.warnf(
                "event=agent_refused remote=%s reason=%s unsaid_before=%d",
                remote, reason, unsaid));
  }

  RefusedPeers(InstantSource clock, Lines lines) {
    this.pace = new TokenBucket(clock, PER_SECOND, AT_ONCE);
    this.lines = lines;
  }

  /**
   * A peer was refused.
   *
   * @param reason one word
   */
  void refused(String remote, String reason) {
    long before;
    synchronized (this) {
      if (!pace.tryTake()) {
        unsaid++;
        return;
      }
      before = unsaid;
      unsaid = 0;
    }
    lines.line(remote, reason, before);
  }
}
