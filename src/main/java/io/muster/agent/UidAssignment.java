package io.muster.agent;

import io.muster.protocol.InstanceUid;

/**
 * A new uid handed to an agent, until the agent speaks with it. Agents that cannot take one
 * (Python, .NET) are asked {@link #MAX_TRIES} times and then left alone (ID-9).
 *
 * @param tries how often it was sent, 0 to {@link #MAX_TRIES}
 */
public record UidAssignment(InstanceUid uid, int tries) {

  /** How often a new uid is sent at most. */
  public static final int MAX_TRIES = 3;

  public UidAssignment {
    if (tries < 0 || tries > MAX_TRIES) {
      throw new IllegalArgumentException("tries is " + tries + ", expected 0 to " + MAX_TRIES);
    }
  }

  /** Whether it may be sent once more. */
  public boolean due() {
    return tries < MAX_TRIES;
  }

  /** The same after it was sent. */
  public UidAssignment sent() {
    return new UidAssignment(uid, tries + 1);
  }
}
