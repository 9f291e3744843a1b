package io.muster.store.cluster;

import static io.muster.store.CacheName.LEASES;

import com.google.protobuf.ByteString;
import io.muster.cluster.Leases;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.StoreUnavailable;
import io.muster.store.WriteOutcome;
import io.muster.store.Writes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Leases in the cache {@code leases}: the value is the holder, the lifespan is the lease's. */
@Singleton
final class StoredLeases implements Leases {

  /** A lease that changes hands more often while it is asked for is somebody else's. */
  private static final int MAX_TRIES = 8;

  private static final int SCANNED_AT_ONCE = 256;

  private final KeyValueStore store;

  StoredLeases(KeyValueStore store) {
    this.store = store;
  }

  @Override
  public boolean shared() {
    return store.shared();
  }

  @Override
  public Kept keep(String name, String holder, Duration ttl) {
    ByteString value = ByteString.copyFromUtf8(holder);
    Lifespan lifespan = Lifespan.of(ttl);
    for (int i = 0; i < MAX_TRIES; i++) {
      Optional<Entry> found = store.get(LEASES, name);
      if (found.isEmpty()) {
        if (applied(store.putIfAbsent(LEASES, name, value, lifespan))) {
          return Kept.TAKEN;
        }
      } else if (!found.get().value().equals(value)) {
        return Kept.ELSEWHERE;
      } else if (applied(store.replace(LEASES, name, value, found.get().version(), lifespan))) {
        return Kept.RENEWED;
      }
    }
    throw new StoreUnavailable(
        StoreUnavailable.Reason.OVERLOADED, "The lease " + name + " changes all the time.");
  }

  @Override
  public void release(String name, String holder) {
    store
        .get(LEASES, name)
        .filter(entry -> entry.value().toStringUtf8().equals(holder))
        .ifPresent(entry -> Writes.await(store.remove(LEASES, name, entry.version())));
  }

  @Override
  public boolean held(String name) {
    return store.get(LEASES, name).isPresent();
  }

  @Override
  public Map<String, String> holders(String prefix) {
    Map<String, String> holders = new HashMap<>();
    store.scan(
        LEASES,
        SCANNED_AT_ONCE,
        entry -> {
          if (entry.key().startsWith(prefix)) {
            holders.put(entry.key(), entry.value().toStringUtf8());
          }
        });
    return holders;
  }

  private static boolean applied(CompletableFuture<WriteOutcome> write) {
    return Writes.await(write) == WriteOutcome.APPLIED;
  }
}
