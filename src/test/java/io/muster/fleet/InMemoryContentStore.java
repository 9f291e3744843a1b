package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.muster.protocol.ContentHash;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Contents in memory, for tests; they never expire, and are refused while told to. */
public final class InMemoryContentStore implements ContentStore {

  private record Key(Kind kind, ContentHash hash) {}

  private final Map<Key, ByteString> contents = new ConcurrentHashMap<>();

  private volatile @Nullable RuntimeException failure;

  /** Lets writes fail with this; null lets them succeed again. */
  public void failWith(@Nullable RuntimeException newFailure) {
    failure = newFailure;
  }

  @Override
  public CompletableFuture<Void> put(Kind kind, ContentHash key, ByteString content) {
    RuntimeException why = failure;
    if (why != null) {
      return CompletableFuture.failedFuture(why);
    }
    contents.putIfAbsent(new Key(kind, key), content);
    return CompletableFuture.allOf();
  }

  @Override
  public Optional<ByteString> get(Kind kind, ContentHash key) {
    return Optional.ofNullable(contents.get(new Key(kind, key)));
  }

  @Override
  public CompletableFuture<Void> touch(Kind kind, Collection<ContentHash> keys) {
    return CompletableFuture.allOf();
  }
}
