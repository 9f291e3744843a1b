package io.muster.session;

import org.jspecify.annotations.Nullable;

/**
 * When one socket was last heard, pinged, blocked, in ticks of its wheel. Confined to the event
 * loop.
 */
final class Liveness {

  /** What to do with a socket when its turn comes. */
  enum Verdict {
    /** Nothing. */
    FINE,
    /** Ask whether it is there. */
    PING,
    /** Give it up. */
    DEAD,
    /** It is closed already. */
    OVER
  }

  private static final long NEVER = -1;

  private final AgentSocket socket;
  private final ReadGate gate;
  private final SocketMemoryGuard guard;
  private long heard;
  private long pinged = NEVER;
  private long blocked = NEVER;
  private long assembling = NEVER;
  private long bytesRead;
  private long finished;
  private long unfinishedSince = NEVER;
  private boolean over;

  Liveness(AgentSocket socket, ReadGate gate, SocketMemoryGuard guard) {
    this.socket = socket;
    this.gate = gate;
    this.guard = guard;
  }

  AgentSocket socket() {
    return socket;
  }

  void heard(long tick) {
    heard = tick;
    pinged = NEVER;
  }

  /** Whether it was heard of within two ping intervals. */
  boolean heardLately(long tick, PingWheel.Times times) {
    return tick - heard <= 2 * times.ping();
  }

  void assembling(long tick) {
    assembling = tick;
  }

  void assembled() {
    assembling = NEVER;
  }

  void blocked(long tick) {
    blocked = tick;
  }

  /** It takes bytes again; whether it did not before. */
  boolean writable() {
    boolean was = blocked != NEVER;
    blocked = NEVER;
    return was;
  }

  void end() {
    over = true;
  }

  boolean waitsForMemory() {
    return gate.closed(ReadGate.Reason.MEMORY);
  }

  /** Whether there is memory for what this socket is reading now. */
  boolean retryMemory() {
    return guard.retry();
  }

  /** The reason for a {@link Verdict#DEAD}. */
  @Nullable String reason;

  Verdict judge(long tick, PingWheel.Times times) {
    if (over) {
      return Verdict.OVER;
    }
    if (blocked != NEVER && tick - blocked >= times.write()) {
      reason = "write_timeout";
      return Verdict.DEAD;
    }
    if (messageIsLate(tick, times)) {
      reason = "read_timeout";
      return Verdict.DEAD;
    }
    if (gate.closed() || blocked != NEVER) {
      // Nothing is read, or the ping cannot get out: silence means nothing.
      heard = tick;
      pinged = NEVER;
      return Verdict.FINE;
    }
    if (guard.bytesRead() != bytesRead) {
      // Part of a long frame: the pong can only come behind it.
      bytesRead = guard.bytesRead();
      heard(tick);
    }
    if (pinged != NEVER) {
      if (tick - pinged >= times.pong()) {
        reason = "no_pong";
        return Verdict.DEAD;
      }
      return Verdict.FINE;
    }
    if (tick - heard >= times.ping()) {
      pinged = tick;
      return Verdict.PING;
    }
    return Verdict.FINE;
  }

  /** Whether a message in fragments, or one frame, has begun too long ago. */
  private boolean messageIsLate(long tick, PingWheel.Times times) {
    if (assembling != NEVER && tick - assembling >= times.read()) {
      return true;
    }
    if (!guard.unfinished() || gate.closed() || guard.finished() != finished) {
      finished = guard.finished();
      unfinishedSince = NEVER;
      return false;
    }
    if (unfinishedSince == NEVER) {
      unfinishedSince = tick;
    }
    return tick - unfinishedSince >= times.read();
  }
}
