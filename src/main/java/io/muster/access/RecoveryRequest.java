package io.muster.access;

import java.nio.file.Path;

/**
 * The file in a data folder that asks its server for a new token ({@link TokenRecovery}). Apart, as
 * commands have nothing of what the server's classes need.
 */
public final class RecoveryRequest {

  private static final String NAME = "operator-token.recover";

  private RecoveryRequest() {}

  /** Where it is, in this data folder. */
  public static Path in(Path dataFolder) {
    return dataFolder.resolve(NAME);
  }
}
