package io.muster.store;

/**
 * The store cannot be opened, so the server cannot start. The message is for the person who started
 * it: where, what is wrong, what to do. It needs no stack trace.
 */
public final class CannotOpenStore extends StoreException {

  private static final long serialVersionUID = 1;

  public CannotOpenStore(String message) {
    super(message, null);
  }
}
