package io.muster.cli.client;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which server, and how one is let in.
 *
 * @param server without a slash at its end
 * @param tokenFrom where the token was found, for messages
 * @param authorities who may issue the server's certificate; null for those this machine trusts
 * @param timeout for an answer
 */
record ServerAccess(
    URI server, String token, String tokenFrom, @Nullable Path authorities, Duration timeout) {

  ServerAccess {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the timeout is " + timeout + ", expected more than 0");
    }
  }

  /** Hides the token. */
  @Override
  public String toString() {
    return "ServerAccess[" + server + "]";
  }
}
