package io.muster.session;

import io.muster.telemetry.SessionMetrics;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The timer wheel of one event loop: one tick for all its sockets instead of a timer for each.
 * Finds peers that are gone without a word, by ping and pong (HB-12), peers that do not read, and
 * messages that never end. Confined to the event loop.
 */
final class PingWheel {

  private static final Logger LOG = Logger.getLogger(PingWheel.class);

  private static final int SLOTS = 64;

  /** Ticks per second: settings in seconds must be met by tests that cannot wait. */
  private static final int TICKS_PER_SECOND = 4;

  /** How long a socket may wait for memory. */
  private static final int MEMORY_PATIENCE = 30 * TICKS_PER_SECOND;

  /** Durations in ticks. */
  record Times(long ping, long pong, long write, long read) {
    static Times of(AgentSettings settings) {
      return new Times(
          ticks(settings.pingInterval()),
          ticks(settings.pongTimeout()),
          ticks(settings.writeTimeout()),
          ticks(settings.readTimeout()));
    }

    private static long ticks(Duration duration) {
      return Math.max(1, duration.toMillis() * TICKS_PER_SECOND / 1000);
    }
  }

  private record Paused(Liveness liveness, long since) {}

  private final Times times;
  private final SessionMetrics metrics;
  private final List<ArrayList<Liveness>> slots = new ArrayList<>(SLOTS);
  private final ArrayDeque<Paused> paused = new ArrayDeque<>();
  private long tick;

  PingWheel(EventLoop loop, AgentSettings settings, SessionMetrics metrics) {
    times = Times.of(settings);
    this.metrics = metrics;
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new ArrayList<>(0));
    }
    // Not at a fixed rate: after a pause of the whole process it would make up for the turns that
    // were missed, and give up peers that had no time to answer.
    var _ =
        loop.scheduleWithFixedDelay(this::turn, 0, 1000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
  }

  long tick() {
    return tick;
  }

  /** Sockets in its slots; one that has closed is let go at its next turn. */
  int watched() {
    return slots.stream().mapToInt(List::size).sum();
  }

  void watch(Liveness liveness) {
    liveness.heard(tick);
    liveness.socket().watchedBy(() -> liveness.heardLately(tick, times));
    again(liveness, Math.min(times.ping(), SLOTS - 1));
  }

  /** A socket stopped reading for want of memory. */
  void paused(Liveness liveness) {
    paused.add(new Paused(liveness, tick));
  }

  private void again(Liveness liveness, long in) {
    slots.get((int) ((tick + in) % SLOTS)).add(liveness);
  }

  private void turn() {
    tick++;
    ArrayList<Liveness> slot = slots.get((int) (tick % SLOTS));
    if (!slot.isEmpty()) {
      slots.set((int) (tick % SLOTS), new ArrayList<>(slot.size()));
      slot.forEach(this::visit);
    }
    memory();
  }

  private void visit(Liveness liveness) {
    switch (liveness.judge(tick, times)) {
      case OVER -> {}
      case FINE -> again(liveness, Math.min(Math.min(times.ping(), times.pong()), SLOTS - 1));
      case PING -> {
        liveness.socket().ping();
        again(liveness, Math.min(times.pong(), SLOTS - 1));
      }
      case DEAD -> {
        metrics.evicted(String.valueOf(liveness.reason));
        LOG.infof(
            "event=socket_evicted remote=%s reason=%s",
            liveness.socket().remoteAddress(), liveness.reason);
        liveness.socket().abort(String.valueOf(liveness.reason));
      }
    }
  }

  private void memory() {
    for (int i = paused.size(); i > 0; i--) {
      Paused waiting = paused.poll();
      if (waiting == null || waiting.liveness().retryMemory()) {
        continue;
      }
      if (tick - waiting.since() > MEMORY_PATIENCE) {
        metrics.evicted("memory");
        waiting.liveness().socket().abort("no memory for its message");
      } else {
        paused.add(waiting);
      }
    }
  }
}
