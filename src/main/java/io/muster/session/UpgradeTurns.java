package io.muster.session;

import io.netty.channel.EventLoop;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Deals out upgrades to WebSockets over the turns of each event loop, so that agents that are
 * connected are served in between when thousands come at once. What waits is bounded by the number
 * of connections. An upgrade is handed in on its own event loop.
 */
@Singleton
final class UpgradeTurns {

  /** A few milliseconds' work. */
  private static final int PER_TURN = 16;

  private final Map<EventLoop, Turns> loops = new ConcurrentHashMap<>();

  /** Runs it in this turn, or in a later one of the same event loop. */
  void take(EventLoop loop, Runnable upgrade) {
    loops.computeIfAbsent(loop, Turns::new).take(upgrade);
  }

  /** The turns of one event loop, and confined to it. */
  private static final class Turns {

    private final EventLoop loop;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int taken;

    Turns(EventLoop loop) {
      this.loop = loop;
    }

    void take(Runnable upgrade) {
      if (taken == 0) {
        next();
      }
      if (taken < PER_TURN) {
        taken++;
        upgrade.run();
      } else {
        waiting.add(upgrade);
      }
    }

    private void turn() {
      taken = 0;
      while (taken < PER_TURN && waiting.poll() instanceof Runnable upgrade) {
        if (taken == 0) {
          next();
        }
        taken++;
        upgrade.run();
      }
    }

    /** Scheduled, not executed: what is executed would run before the sockets are looked at. */
    private void next() {
      var _ = loop.schedule(this::turn, 0, TimeUnit.NANOSECONDS);
    }
  }
}
