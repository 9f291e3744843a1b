package io.muster.cli.cluster;

/** A process of the cluster did not come up; the message says which and what it printed last. */
final class NotReady extends RuntimeException {

  private static final long serialVersionUID = 1;

  NotReady(String message) {
    super(message);
  }
}
