package io.muster.cli;

/** A `muster.*` setting that means nothing, most likely misspelt. */
final class UnknownSetting extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnknownSetting(String message) {
    super(message);
  }
}
