package io.muster.fleet;

import io.muster.failure.Unavailable;
import io.muster.protocol.InstanceUid;

/** Others changed an agent's labels each time they were to be replaced. */
public final class LabelsContended extends RuntimeException implements Unavailable {

  private static final long serialVersionUID = 1;

  LabelsContended(InstanceUid uid, int tries) {
    super(
        "the labels of agent "
            + uid
            + " were changed by others during each of "
            + tries
            + " tries: try again, and put them from one place");
  }
}
