package io.muster.store.infinispan;

import com.google.protobuf.ByteString;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.Lifespan;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.store.Version;
import io.muster.store.WriteOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.infinispan.client.hotrod.Flag;
import org.infinispan.client.hotrod.MetadataValue;
import org.infinispan.client.hotrod.RemoteCache;
import org.infinispan.commons.util.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * One cache of the servers. Every method blocks, at most for the time-out, and throws a {@link
 * io.muster.store.StoreException}. Thread-safe.
 *
 * <p>The client asks another server when one fails, so a conditional write may be done twice: the
 * first time it is applied and the answer is lost, the second time it is refused because of the
 * first. The {@linkplain StampedValue stamp} tells: what is there is our own write.
 */
final class Cache {

  /** Entries in one request of {@code putAll} and {@code getAll}. */
  private static final int BATCH = 512;

  private static final int BATCH_BYTES = 1 << 20;
  private static final int MOST_SCANNED_AT_ONCE = 1_000;

  /** How often a conditional write is tried while others touch the same entry. */
  private static final int TRIES = 20;

  private final CacheName name;
  private final RemoteCache<String, byte[]> remote;
  private final RemoteCache<String, byte[]> returning;
  private final Duration timeout;

  Cache(CacheName name, RemoteCache<String, byte[]> remote, Duration timeout) {
    this.name = name;
    this.remote = remote;
    this.returning = remote.withFlags(Flag.FORCE_RETURN_VALUE);
    this.timeout = timeout;
  }

  @Nullable Entry get(String key) {
    byte[] stored = await(remote.getAsync(key));
    return stored == null ? null : StampedValue.read(name, key, stored);
  }

  Map<String, Entry> getAll(Iterable<String> keys) {
    Map<String, Entry> found = new HashMap<>();
    HashSet<String> batch = new HashSet<>();
    for (String key : keys) {
      batch.add(key);
      if (batch.size() == BATCH) {
        get(batch, found);
        batch = new HashSet<>();
      }
    }
    get(batch, found);
    return found;
  }

  private void get(HashSet<String> keys, Map<String, Entry> found) {
    if (!keys.isEmpty()) {
      await(remote.getAllAsync(keys))
          .forEach((key, stored) -> found.put(key, StampedValue.read(name, key, stored)));
    }
  }

  void scan(int batch, Consumer<Entry> each) {
    int atOnce = Math.min(batch, MOST_SCANNED_AT_ONCE);
    try (Scan scan = new Scan(remote, atOnce)) {
      for (Map.Entry<String, byte[]> entry = scan.next(); entry != null; entry = scan.next()) {
        each.accept(StampedValue.read(name, entry.getKey(), entry.getValue()));
      }
    }
  }

  void put(String key, ByteString value, Lifespan lifespan) {
    await(remote.putAsync(key, StampedValue.write(value), millis(lifespan), TimeUnit.MILLISECONDS));
  }

  void putAll(Map<String, ByteString> values, Lifespan lifespan) {
    Map<String, byte[]> batch = new HashMap<>();
    long bytes = 0;
    for (Map.Entry<String, ByteString> value : values.entrySet()) {
      int size = value.getValue().size();
      if (batch.size() == BATCH || bytes + size > BATCH_BYTES) {
        put(batch, lifespan);
        batch = new HashMap<>();
        bytes = 0;
      }
      batch.put(value.getKey(), StampedValue.write(value.getValue()));
      bytes += size;
    }
    put(batch, lifespan);
  }

  private void put(Map<String, byte[]> batch, Lifespan lifespan) {
    if (!batch.isEmpty()) {
      await(remote.putAllAsync(batch, millis(lifespan), TimeUnit.MILLISECONDS));
    }
  }

  WriteOutcome putIfAbsent(String key, ByteString value, Lifespan lifespan) {
    byte[] ours = StampedValue.write(value);
    byte[] there =
        await(returning.putIfAbsentAsync(key, ours, millis(lifespan), TimeUnit.MILLISECONDS));
    return there == null || StampedValue.same(there, ours)
        ? WriteOutcome.APPLIED
        : WriteOutcome.CONFLICT;
  }

  WriteOutcome replace(String key, ByteString value, Version expected, Lifespan lifespan) {
    byte[] ours = StampedValue.write(value);
    for (int i = 0; i < TRIES; i++) {
      MetadataValue<byte[]> there = read(key);
      if (there == null) {
        return WriteOutcome.CONFLICT;
      }
      if (i > 0 && StampedValue.same(there.getValue(), ours)) {
        return WriteOutcome.APPLIED;
      }
      if (StampedValue.stamp(name, key, there.getValue()) != expected.token()) {
        return WriteOutcome.CONFLICT;
      }
      if (replace(key, ours, there, lifespan)) {
        return WriteOutcome.APPLIED;
      }
    }
    throw contended(key);
  }

  WriteOutcome touch(String key, Lifespan lifespan) {
    for (int i = 0; i < TRIES; i++) {
      MetadataValue<byte[]> there = read(key);
      if (there == null) {
        return WriteOutcome.CONFLICT;
      }
      if (replace(key, there.getValue(), there, lifespan)) {
        return WriteOutcome.APPLIED;
      }
    }
    throw contended(key);
  }

  void remove(String key) {
    // The servers tell listeners of removals that removed nothing
    if (!name.watched() || await(remote.containsKeyAsync(key))) {
      await(remote.removeAsync(key));
    }
  }

  WriteOutcome remove(String key, Version expected) {
    for (int i = 0; i < TRIES; i++) {
      MetadataValue<byte[]> there = read(key);
      if (there == null || StampedValue.stamp(name, key, there.getValue()) != expected.token()) {
        return WriteOutcome.CONFLICT;
      }
      if (Boolean.TRUE.equals(await(remote.removeWithVersionAsync(key, there.getVersion())))) {
        return WriteOutcome.APPLIED;
      }
    }
    throw contended(key);
  }

  /** Returns if the cache can be read. */
  void probe() {
    await(remote.getAsync("probe"));
  }

  private @Nullable MetadataValue<byte[]> read(String key) {
    return await(remote.getWithMetadataAsync(key));
  }

  private boolean replace(
      String key, byte[] value, MetadataValue<byte[]> there, Lifespan lifespan) {
    return Boolean.TRUE.equals(
        await(
            remote.replaceWithVersionAsync(
                key,
                value,
                there.getVersion(),
                millis(lifespan),
                TimeUnit.MILLISECONDS,
                -1,
                TimeUnit.MILLISECONDS)));
  }

  private StoreUnavailable contended(String key) {
    return new StoreUnavailable(
        Reason.OVERLOADED, "Too many write '" + key + "' in '" + name.text() + "' at once.");
  }

  private static long millis(Lifespan lifespan) {
    return lifespan.isForever() ? -1 : lifespan.duration().toMillis();
  }

  @SuppressWarnings("NullAway") // T is what the client gives, null where it says so
  private <T> T await(CompletableFuture<T> call) {
    try {
      return call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      call.cancel(false);
      throw Failures.of(new TimeoutException("waited for " + timeout.toMillis() + " ms"));
    } catch (ExecutionException | InterruptedException e) {
      throw Failures.of(e);
    }
  }

  /** The client's iterator, with the store's exceptions. */
  private static final class Scan implements AutoCloseable {

    private final CloseableIterator<Map.Entry<Object, Object>> entries;

    Scan(RemoteCache<String, byte[]> cache, int batch) {
      try {
        entries = cache.retrieveEntries(null, batch);
      } catch (RuntimeException e) {
        throw Failures.of(e);
      }
    }

    Map.@Nullable Entry<String, byte[]> next() {
      try {
        if (!entries.hasNext()) {
          return null;
        }
        Map.Entry<Object, Object> entry = entries.next();
        return Map.entry((String) entry.getKey(), (byte[]) entry.getValue());
      } catch (RuntimeException e) {
        throw Failures.of(e);
      }
    }

    @Override
    public void close() {
      try {
        entries.close();
      } catch (RuntimeException e) {
        throw Failures.of(e);
      }
    }
  }
}
