package io.muster.cluster;

import java.time.Duration;
import java.util.Map;

/**
 * Names that one holder has for a time. A lease that is not kept ends by itself, by the clock of
 * the store. All methods block and throw the store's own unchecked exception when it is not there;
 * a lease may then have been taken or not: call again to know. Thread-safe.
 */
public interface Leases {

  /** How {@link #keep} ended. */
  enum Kept {
    /** Nobody had it; the holder has it now. */
    TAKEN,
    /** The holder had it already, and has it for the whole time again. */
    RENEWED,
    /** Somebody else has it. */
    ELSEWHERE
  }

  /** Whether there may be other instances at all. */
  boolean shared();

  /**
   * Takes or renews a lease.
   *
   * @param holder unique to the one who asks, and never used by anybody else
   * @param ttl how long it lasts from now on
   */
  Kept keep(String name, String holder, Duration ttl);

  /** Gives a lease back, if this holder has it. */
  void release(String name, String holder);

  /** Whether anybody has it. */
  boolean held(String name);

  /** Who holds the leases whose names begin so, by name. */
  Map<String, String> holders(String prefix);
}
