package io.muster.operator;

import java.time.Instant;

/**
 * When a token was last used, as far as it was noted.
 *
 * @param address where the request came from; a proxy's, if there is one in between
 */
public record TokenUse(Instant at, String address) {

  /** The longest address of IPv6 with a zone is shorter. */
  private static final int MAX_ADDRESS = 128;

  public TokenUse {
    address = address.length() > MAX_ADDRESS ? address.substring(0, MAX_ADDRESS) : address;
  }

  /** The later of two. */
  public static TokenUse later(TokenUse one, TokenUse other) {
    return other.at.isAfter(one.at) ? other : one;
  }
}
