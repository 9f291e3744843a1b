package io.muster.cli.client;

/** The server does not answer, or it is not known where it is or how to be let in. */
final class Unreachable extends Exception {

  private static final long serialVersionUID = 1;

  Unreachable(String message) {
    super(message);
  }
}
