package io.muster.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * Messages that wait until it is known which of two connections speaks for their agent. After a
 * load balancer has failed over these are those of the whole fleet at once, each for seconds; and
 * anybody who may connect can make some. Thread-safe; never blocks.
 */
final class HeldMessages {

  /** More than new sockets are let in within the time that a message is held. */
  static final int MOST = 30_000;

  /** Of the memory for messages: what is left is for those who wait for nothing. */
  private static final int SHARE = 2;

  private final int most;
  private final long mostBytes;

  @GuardedBy("this")
  private int held;

  @GuardedBy("this")
  private long heldBytes;

  /**
   * Nothing is held so far.
   *
   * @param memory that all unprocessed messages may take together
   */
  HeldMessages(int most, long memory) {
    this.most = most;
    this.mostBytes = memory / SHARE;
  }

  /** Whether one more is held; {@link #release} follows. The first one always is. */
  synchronized boolean hold(long bytes) {
    if (held > 0 && (held >= most || heldBytes + bytes > mostBytes)) {
      return false;
    }
    held++;
    heldBytes += bytes;
    return true;
  }

  synchronized void release(long bytes) {
    held--;
    heldBytes -= bytes;
  }

  /** How many are held now. */
  synchronized int held() {
    return held;
  }
}
