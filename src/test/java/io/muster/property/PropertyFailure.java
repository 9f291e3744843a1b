package io.muster.property;

/** A property that does not hold; the message has the smallest example and how to repeat it. */
final class PropertyFailure extends AssertionError {

  private static final long serialVersionUID = 1;

  PropertyFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
