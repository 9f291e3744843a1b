package io.muster.policy;

import io.muster.protocol.InstanceUid;
import java.nio.charset.StandardCharsets;

/** Deals agents into a hundred buckets by their uid, always the same way. Pure. */
public final class Bucket {

  /** Buckets there are; a weight is a number of buckets. */
  public static final int COUNT = 100;

  private static final int OFFSET_BASIS = 0x811c9dc5;
  private static final int PRIME = 0x01000193;

  private Bucket() {}

  /**
   * The bucket of an agent, 0 to 99.
   *
   * @param firstUid the first uid it was known by, so that a new uid does not move it (SEMANTICS 5)
   */
  public static int of(InstanceUid firstUid) {
    return Integer.remainderUnsigned(fnv1a(firstUid.toString()), COUNT);
  }

  /** The 32-bit FNV-1a hash of the text in UTF-8. */
  static int fnv1a(String text) {
    int hash = OFFSET_BASIS;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * PRIME;
    }
    return hash;
  }
}
