package io.muster.kubernetes;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a watch told and nobody has looked at yet. When it is full everything is dropped, and the
 * watch counts as expired: what was missed is listed. Thread-safe.
 */
final class ChangeInbox {

  /** Most changes. */
  static final int MAX = 500;

  /** Most bytes of all contents. */
  static final long MAX_BYTES = 32L << 20;

  private final Deque<ConfigMapChange> changes = new ArrayDeque<>();
  private long bytes;
  private boolean overflown;

  synchronized void add(ConfigMapChange change) {
    if (overflown) {
      return;
    }
    bytes += size(change);
    changes.add(change);
    if (changes.size() > MAX || bytes > MAX_BYTES) {
      overflown = true;
      changes.clear();
      bytes = 0;
      changes.add(new ConfigMapChange.Expired("more changes at a time than are kept"));
    }
  }

  /** The oldest; null if there is none. */
  synchronized @Nullable ConfigMapChange next() {
    ConfigMapChange change = changes.poll();
    if (change != null && !overflown) {
      bytes -= size(change);
    }
    return change;
  }

  private static long size(ConfigMapChange change) {
    return change instanceof ConfigMapChange.Put(SourceConfigMap map)
        ? map.files().values().stream().mapToLong(com.google.protobuf.ByteString::size).sum()
        : 0;
  }
}
