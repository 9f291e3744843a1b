package io.muster.store.cluster;

import static io.muster.store.CacheName.FEED;

import com.google.protobuf.ByteString;
import io.muster.cluster.FeedStore;
import io.muster.store.ChangeListener;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Hints as writes of the cache {@code feed}: the key is the topic, the value a generation. */
@Singleton
final class StoredFeed implements FeedStore {

  private final KeyValueStore store;

  StoredFeed(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public CompletableFuture<Void> bump(String topic, long generation) {
    ByteString value =
        ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES).putLong(generation).flip());
    try {
      return store.put(FEED, topic, value, Lifespan.FOREVER);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Watching watch(Listener listener) {
    var watch =
        store.watch(
            FEED,
            new ChangeListener() {
              @Override
              public void changed(String key) {
                listener.changed(key);
              }

              @Override
              public void resync() {
                listener.resync();
              }
            });
    return watch::close;
  }
}
