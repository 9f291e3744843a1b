package io.muster.store.infinispan;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.StoreCorrupt;
import io.muster.store.Version;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A value as it is stored: eight random bytes, then the value. The random number is the version
 * (docs/adr/0004-a-stamp-in-every-value.md): the server's own versions begin anew when the servers
 * do, and are not told by {@code getAll}; and who does not know whether his write was applied finds
 * his number or not.
 */
final class StampedValue {

  private static final int STAMP_BYTES = Long.BYTES;

  /** Made when the program runs: a native image must not carry the seed of its build. */
  private static final class Stamps {
    private static final SecureRandom RANDOM = new SecureRandom();
  }

  private StampedValue() {}

  /** The value with a new stamp. */
  static byte[] write(ByteString value) {
    byte[] stored = new byte[STAMP_BYTES + value.size()];
    ByteBuffer.wrap(stored).putLong(Stamps.RANDOM.nextLong() >>> 1);
    value.copyTo(stored, STAMP_BYTES);
    return stored;
  }

  /** The entry that is stored like this; the array is not copied and must not change. */
  static Entry read(CacheName cache, String key, byte[] stored) {
    long stamp = stamp(cache, key, stored);
    ByteString value =
        UnsafeByteOperations.unsafeWrap(stored, STAMP_BYTES, stored.length - STAMP_BYTES);
    return new Entry(key, value, new Version(stamp));
  }

  /** The stamp of a stored value. */
  static long stamp(CacheName cache, String key, byte[] stored) {
    if (stored.length < STAMP_BYTES) {
      throw new StoreCorrupt(
          "The record '" + key + "' in '" + cache.text() + "' was not written by Muster.", null);
    }
    return ByteBuffer.wrap(stored).getLong();
  }

  /** Whether both are the same write. */
  static boolean same(byte @Nullable [] one, byte[] other) {
    return one != null
        && one.length >= STAMP_BYTES
        && ByteBuffer.wrap(one).getLong() == ByteBuffer.wrap(other).getLong();
  }
}
