package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.muster.protocol.InstanceUid;

/**
 * Is told what happens to agents, after it happened. Called on whatever thread it happened on, an
 * event loop among others, and sometimes with locks of the fleet held: must not block. What it
 * throws is logged, and nobody else notices.
 */
public interface FleetListener {

  /** Something that happened to one agent. */
  sealed interface Change {

    /** The agent it happened to, by the uid it has now. */
    InstanceUid uid();
  }

  /** It came. */
  record Connected(InstanceUid uid) implements Change {}

  /** It went, or was lost. */
  record Disconnected(InstanceUid uid) implements Change {}

  /** What is known of it changed. */
  record Changed(InstanceUid uid) implements Change {}

  /** Operators say something else of it, which may change what it should be sent. */
  record Relabelled(InstanceUid uid) implements Change {}

  /** It has a new uid. */
  record Renamed(InstanceUid uid, InstanceUid from) implements Change {}

  /** It was deleted or has expired. */
  record Removed(InstanceUid uid) implements Change {}

  /** It sent a custom message. */
  record MessageReceived(InstanceUid uid, String capability, String type, ByteString data)
      implements Change {}

  /** Takes note. */
  void on(Change change);
}
