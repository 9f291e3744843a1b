package io.muster.session;

import io.netty.channel.Channel;

/**
 * Stops reading from a socket while there is any reason to. Confined to the socket's event loop.
 */
final class ReadGate {

  /** Why nothing is read. */
  enum Reason {
    /** Too many messages wait to be processed. */
    MAILBOX,
    /** The memory for unfinished messages is used up. */
    MEMORY,
    /** The peer does not read: whatever it sends would ask for an answer that cannot be written. */
    WRITE
  }

  private final Channel channel;
  private int closed;

  ReadGate(Channel channel) {
    this.channel = channel;
  }

  void close(Reason reason) {
    closed |= 1 << reason.ordinal();
    channel.config().setAutoRead(false);
  }

  void open(Reason reason) {
    int before = closed;
    closed &= ~(1 << reason.ordinal());
    if (before != 0 && closed == 0) {
      channel.config().setAutoRead(true);
    }
  }

  /** Whether nothing is read now, for whatever reason. */
  boolean closed() {
    return closed != 0;
  }

  boolean closed(Reason reason) {
    return (closed & 1 << reason.ordinal()) != 0;
  }
}
