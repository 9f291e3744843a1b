package io.muster.store.fleet;

import com.google.protobuf.ByteString;
import io.muster.fleet.ContentStore;
import io.muster.protocol.ContentHash;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Writes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Effective configs and available components, once per content. Content that is there already is
 * not written again, its lifespan begins anew.
 */
@Singleton
final class StoredContents implements ContentStore {

  /** How long content stays that nobody uses. */
  static final Lifespan UNUSED = Lifespan.of(Duration.ofDays(30));

  /** Hashes are SHA-256 mostly, but an agent may choose its own, of any length. */
  private static final int LONGEST_HASH_AS_KEY = 64;

  private final KeyValueStore store;

  StoredContents(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public CompletableFuture<Void> put(Kind kind, ContentHash key, ByteString content) {
    CacheName cache = cache(kind);
    String name = name(key);
    return store
        .putIfAbsent(cache, name, content, UNUSED)
        .thenCompose(outcome ->
            switch (outcome) {
              case APPLIED -> CompletableFuture.<Void>completedFuture(null);
              // What is damaged is written anew.
              case CONFLICT ->
                  store.damaged().contains(cache, name)
                      ? store.put(cache, name, content, UNUSED)
                      : refresh(cache, name, content);
            });
  }

  private CompletableFuture<Void> refresh(CacheName cache, String name, ByteString content) {
    return store
        .touch(cache, name, UNUSED)
        .thenCompose(outcome ->
            switch (outcome) {
              case APPLIED -> CompletableFuture.<Void>completedFuture(null);
              // Expired in between
              case CONFLICT -> store.put(cache, name, content, UNUSED);
            });
  }

  @Override
  public Optional<ByteString> get(Kind kind, ContentHash key) {
    return store.get(cache(kind), name(key)).map(Entry::value);
  }

  @Override
  public CompletableFuture<Void> touch(Kind kind, Collection<ContentHash> keys) {
    return Writes.all(
        keys.stream().map(key -> store.touch(cache(kind), name(key), UNUSED)).toList());
  }

  @Override
  public CompletableFuture<Void> expire(Kind kind, Collection<ContentHash> keys, Duration after) {
    CacheName cache = cache(kind);
    return Writes.all(
        keys.stream()
            .map(key ->
                after.isZero()
                    ? store.remove(cache, name(key))
                    : store.touch(cache, name(key), Lifespan.of(after)))
            .toList());
  }

  @Override
  public void unreadable(Kind kind, ContentHash key, String reason) {
    store.damaged().unreadable(cache(kind), name(key), reason);
  }

  @Override
  public OptionalLong bytes(Kind kind) {
    return store.bytes(cache(kind));
  }

  private static CacheName cache(Kind kind) {
    return switch (kind) {
      case EFFECTIVE_CONFIG -> CacheName.EFFECTIVE;
      case COMPONENTS -> CacheName.COMPONENTS;
    };
  }

  private static String name(ContentHash key) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("content without a hash cannot be stored");
    }
    return key.bytes().size() <= LONGEST_HASH_AS_KEY
        ? key.hex()
        : "sha256-" + ContentHash.sha256(key.bytes()).hex();
  }
}
