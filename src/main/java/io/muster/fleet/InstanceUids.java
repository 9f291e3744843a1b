package io.muster.fleet;

import io.muster.protocol.InstanceUid;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Makes instance uids: UUIDv7 (RFC 9562 §5.7), which is the only form every client accepts (ID-6).
 * Thread-safe if the generator is.
 */
public final class InstanceUids {

  private final InstantSource clock;
  private final RandomGenerator random;

  /** Time and randomness are the caller's. */
  public InstanceUids(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A new uid. */
  public InstanceUid next() {
    long millis = clock.millis() & 0xFFFF_FFFF_FFFFL;
    long high = (millis << 16) | 0x7000L | (random.nextLong() & 0x0FFFL);
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new InstanceUid(high, low);
  }
}
