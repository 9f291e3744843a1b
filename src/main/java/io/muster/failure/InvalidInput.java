package io.muster.failure;

/**
 * What an operator or an agent sent is not valid. The message is written for whoever sent it: what
 * is wrong, and what is expected. Operators get it as the detail of a 400. Any other {@link
 * IllegalArgumentException} is a fault of the server, and its message is for the log only.
 */
public final class InvalidInput extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /** An input that is refused; the message is shown to whoever sent it. */
  public InvalidInput(String message) {
    super(message);
  }

  /** The same for something that a library refused, too. */
  public InvalidInput(String message, Throwable cause) {
    super(message, cause);
  }
}
