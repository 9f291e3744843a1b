package io.muster.fleet;

import io.muster.failure.Unavailable;

/** The store was not there when the server started, so the agents are not known yet. */
public final class FleetNotLoaded extends RuntimeException implements Unavailable {

  private static final long serialVersionUID = 1;

  FleetNotLoaded() {
    super("The store has not been there since this server started, so the agents are not known.");
  }
}
