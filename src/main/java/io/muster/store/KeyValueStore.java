package io.muster.store;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Named caches of bytes with versions and expiry: the little that an embedded database and a
 * cluster have in common (SEMANTICS 13 to 15).
 *
 * <p>What is promised: a write is atomic for its key; when its future completes, it is durable (as
 * far as the {@linkplain CacheName#durability() cache} goes) and every later read sees it. What is
 * not: atomicity over two keys, an order between keys, a version that says more than "changed".
 *
 * <p>Reads block and are called on virtual threads; they throw {@link StoreException}. Writes never
 * block: they are queued, and the future fails with {@link StoreUnavailable} at once when too much
 * is waiting. A write that failed with {@link StoreUnavailable} may have been applied all the same
 * (a cluster that answered too late), so read again before deciding. No write is repeated by the
 * store. Dependents of a future run on a virtual thread and may block.
 *
 * <p>What is out of the {@link Limits} is an {@link IllegalArgumentException}. Implementations are
 * thread-safe.
 */
public interface KeyValueStore extends AutoCloseable {

  /** The entry of the key; empty if there is none or it has expired. */
  Optional<Entry> get(CacheName cache, String key);

  /** The entries of those keys that have one, by key; at most {@value Limits#MAX_BATCH} keys. */
  Map<String, Entry> getAll(CacheName cache, Collection<String> keys);

  /**
   * Gives every entry of the cache to the consumer, in no order that one may rely on, holding about
   * {@code batch} entries at a time. An entry that is there all the time is given at least once;
   * one that is written meanwhile may be given or not.
   *
   * @param batch entries to fetch at a time, from 1; a hint
   */
  void scan(CacheName cache, int batch, Consumer<Entry> each);

  /**
   * About how many bytes the values of a cache have; empty if asking would cost as much as reading.
   */
  default OptionalLong bytes(CacheName cache) {
    return OptionalLong.empty();
  }

  /** Writes the value whatever is there. */
  CompletableFuture<Void> put(CacheName cache, String key, ByteString value, Lifespan lifespan);

  /**
   * Writes many values whatever is there. A failure may leave some of them written.
   *
   * @param values at most {@value Limits#MAX_BATCH}
   */
  CompletableFuture<Void> putAll(
      CacheName cache, Map<String, ByteString> values, Lifespan lifespan);

  /** Writes the value if the key has none; {@link WriteOutcome#CONFLICT} if it has. */
  CompletableFuture<WriteOutcome> putIfAbsent(
      CacheName cache, String key, ByteString value, Lifespan lifespan);

  /**
   * Writes the value if the entry still has this version; {@link WriteOutcome#CONFLICT} if it has
   * another or is gone. The new version is not told, because a cluster does not tell it: read
   * again.
   */
  CompletableFuture<WriteOutcome> replace(
      CacheName cache, String key, ByteString value, Version expected, Lifespan lifespan);

  /**
   * Gives an entry a new lifespan from now; {@link WriteOutcome#CONFLICT} if there is none. May
   * change the version.
   */
  CompletableFuture<WriteOutcome> touch(CacheName cache, String key, Lifespan lifespan);

  /** Removes the entry if there is one. */
  CompletableFuture<Void> remove(CacheName cache, String key);

  /**
   * Removes the entry if it still has this version; {@link WriteOutcome#CONFLICT} if it has another
   * or is gone.
   */
  CompletableFuture<WriteOutcome> remove(CacheName cache, String key, Version expected);

  /**
   * Tells of changes in a cache until the watch is closed.
   *
   * @throws IllegalArgumentException if the cache is not {@linkplain CacheName#watched() watched}
   */
  Watch watch(CacheName cache, ChangeListener listener);

  /**
   * Whether other processes may use the same data at the same time. If not, leases, hints and
   * owners need not be written.
   */
  default boolean shared() {
    return false;
  }

  /**
   * A checked copy of all that is stored, as of one moment, in a file that the caller deletes;
   * empty if this kind of store has none. Blocks; one at a time.
   */
  default Optional<Path> copy() {
    return Optional.empty();
  }

  /** The records that could not be read so far. */
  DamagedRecords damaged();

  /** Whether writes can be expected to succeed; answers within about a second. */
  StoreHealth health();

  /** Completes what is queued, then releases everything; later calls fail. */
  @Override
  void close();
}
