package io.muster.api.http;

import io.muster.agent.Attempt;
import io.muster.fleet.KnownAgent;

/** Whether there is something for an operator to retry. */
public final class Retries {

  private Retries() {}

  public static boolean due(KnownAgent agent) {
    return agent.state().facts().attempts().list().stream().anyMatch(Attempt::retriable);
  }
}
