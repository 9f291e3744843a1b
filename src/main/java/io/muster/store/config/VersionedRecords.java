package io.muster.store.config;

import com.google.protobuf.ByteString;
import com.google.protobuf.Parser;
import io.muster.config.Versioned;
import io.muster.config.VersionedStore;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Version;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Records of one kind in one cache, changed by compare-and-set. Blocking.
 *
 * @param <M> the protobuf message
 * @param <T> what it stands for
 */
public class VersionedRecords<M, T> implements VersionedStore<T> {

  private static final int SCANNED_AT_ONCE = 256;

  private final KeyValueStore store;
  private final CacheName cache;
  private final String prefix;
  private final Parser<M> parser;
  private final Function<T, String> name;
  private final Function<M, T> read;
  private final Function<T, ByteString> write;

  /**
   * A kind of records.
   *
   * @param prefix what their keys begin with
   */
  protected VersionedRecords(
      KeyValueStore store,
      CacheName cache,
      String prefix,
      Parser<M> parser,
      Function<T, String> name,
      Function<M, T> read,
      Function<T, ByteString> write) {
    this.store = store;
    this.cache = cache;
    this.prefix = prefix;
    this.parser = parser;
    this.name = name;
    this.read = read;
    this.write = write;
  }

  @Override
  public Optional<Versioned<T>> get(String name) {
    return store.get(cache, prefix + name).map(this::stored);
  }

  @Override
  public List<Versioned<T>> all() {
    List<Versioned<T>> found = new ArrayList<>();
    scan(entry ->
        Records.readable(store, cache, entry, parser, read)
            .ifPresent(value -> found.add(new Versioned<>(value, entry.version().token()))));
    return found;
  }

  @Override
  public List<Versioned<T>> whole() {
    List<Versioned<T>> found = new ArrayList<>();
    scan(entry -> found.add(stored(entry)));
    return found;
  }

  private void scan(Consumer<Entry> each) {
    store.scan(
        cache,
        SCANNED_AT_ONCE,
        entry -> {
          if (entry.key().startsWith(prefix)) {
            each.accept(entry);
          }
        });
  }

  @Override
  public boolean add(T record) {
    return applied(store.putIfAbsent(cache, key(record), write.apply(record), Lifespan.FOREVER));
  }

  @Override
  public boolean replace(T record, long expectedVersion) {
    return applied(
        store.replace(
            cache,
            key(record),
            write.apply(record),
            new Version(expectedVersion),
            Lifespan.FOREVER));
  }

  @Override
  public boolean remove(String name, long expectedVersion) {
    return applied(store.remove(cache, prefix + name, new Version(expectedVersion)));
  }

  private String key(T record) {
    return prefix + name.apply(record);
  }

  private Versioned<T> stored(Entry entry) {
    return new Versioned<>(
        Records.read(store, cache, entry, parser, read), entry.version().token());
  }

  static boolean applied(CompletableFuture<WriteOutcome> write) {
    return switch (Writes.await(write)) {
      case APPLIED -> true;
      case CONFLICT -> false;
    };
  }
}
