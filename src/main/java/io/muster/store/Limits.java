package io.muster.store;

import com.google.protobuf.ByteString;

/** Bounds of keys, values and batches, the same for every adapter. */
public final class Limits {

  /** Characters in a key. */
  public static final int MAX_KEY_LENGTH = 512;

  /** Bytes in a value. */
  public static final int MAX_VALUE_BYTES = 64 << 20;

  /** Entries in one {@code putAll} or {@code getAll}. */
  public static final int MAX_BATCH = 10_000;

  private Limits() {}

  /** Refuses a key that is empty or too long. */
  public static void checkKey(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "a key has " + key.length() + " characters, expected 1 to " + MAX_KEY_LENGTH);
    }
  }

  /** Refuses a key or a value that is out of bounds. */
  public static void checkEntry(String key, ByteString value) {
    checkKey(key);
    if (value.size() > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "the value of " + key + " has " + value.size() + " bytes, at most " + MAX_VALUE_BYTES);
    }
  }

  /** Refuses a batch of too many entries. */
  public static void checkBatch(int size) {
    if (size > MAX_BATCH) {
      throw new IllegalArgumentException(size + " entries at once, at most " + MAX_BATCH);
    }
  }

  /** Refuses a cache that cannot be watched in a cluster. */
  public static void checkWatched(CacheName cache) {
    if (!cache.watched()) {
      throw new IllegalArgumentException("the cache " + cache.text() + " cannot be watched");
    }
  }
}
