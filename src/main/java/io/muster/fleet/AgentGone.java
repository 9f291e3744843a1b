package io.muster.fleet;

import io.muster.protocol.InstanceUid;

/** The agent was deleted or has expired while something about it was to be changed. */
public final class AgentGone extends RuntimeException {

  private static final long serialVersionUID = 1;

  AgentGone(InstanceUid uid) {
    super("there is no agent " + uid + " any more", null, false, false);
  }
}
