package io.muster.redaction;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What was found out of keys: configs repeat the same few. When it is full it begins anew, so that
 * a text of many keys does not take the place of all others for good. Thread-safe.
 */
final class Remembered<T> {

  private static final int MOST = 4_096;

  private final Function<String, T> find;
  private final Map<String, T> known = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();

  Remembered(Function<String, T> find) {
    this.find = find;
  }

  T of(String key) {
    T remembered = known.get(key);
    if (remembered != null) {
      return remembered;
    }
    T found = find.apply(key);
    if (size.incrementAndGet() > MOST) {
      size.set(1);
      known.clear();
    }
    known.put(key, found);
    return found;
  }

  int size() {
    return known.size();
  }
}
