package io.muster.fleet;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AvailableComponents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Available components by the agents' own hash (AC-2, AC-3): told once by any agent, shared by all
 * that have the hash. Thread-safe.
 */
final class KnownComponents {

  /** Hashes remembered; older ones are looked up in the store again. */
  private static final int REMEMBERED = 10_000;

  /** One agent per hash is asked; another one after this time. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

  private final ContentStore store;
  private final InstantSource clock;
  private final Set<ContentHash> known = Collections.newSetFromMap(bounded());
  private final Map<ContentHash, Instant> asked = bounded();

  KnownComponents(ContentStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  private static <V> Map<ContentHash, V> bounded() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<ContentHash, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** Whether the components of this hash are there. Blocks for a hash not seen lately. */
  boolean contains(ContentHash hash) {
    synchronized (this) {
      if (known.contains(hash)) {
        return true;
      }
    }
    if (store.get(ContentStore.Kind.COMPONENTS, hash).isEmpty()) {
      return false;
    }
    learned(hash);
    return true;
  }

  /**
   * Whether an agent should be asked for the components of this hash, which are not there; yes for
   * one agent at a time.
   */
  synchronized boolean claimAsk(ContentHash hash) {
    if (known.contains(hash)) {
      return false;
    }
    Instant now = clock.instant();
    Instant last = asked.get(hash);
    if (last != null && now.isBefore(last.plus(ASK_AGAIN))) {
      return false;
    }
    asked.put(hash, now);
    return true;
  }

  CompletableFuture<Void> put(AvailableComponents components) {
    ContentHash hash = new ContentHash(components.getHash());
    return store
        .put(ContentStore.Kind.COMPONENTS, hash, components.toByteString())
        .thenRun(() -> learned(hash));
  }

  Optional<AvailableComponents> get(ContentHash hash) {
    Optional<AvailableComponents> found =
        store.get(ContentStore.Kind.COMPONENTS, hash).flatMap(bytes -> parse(hash, bytes));
    if (found.isEmpty()) {
      forget(hash);
    }
    return found;
  }

  private Optional<AvailableComponents> parse(ContentHash hash, ByteString bytes) {
    try {
      return Optional.of(AvailableComponents.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      store.unreadable(ContentStore.Kind.COMPONENTS, hash, "It does not decode: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** They are about to go from the store, or are gone: somebody has to tell them again. */
  synchronized void forget(ContentHash hash) {
    known.remove(hash);
  }

  /** Whether they were told, as far as this process remembers. */
  synchronized boolean remembers(ContentHash hash) {
    return known.contains(hash);
  }

  private synchronized void learned(ContentHash hash) {
    known.add(hash);
    asked.remove(hash);
  }
}
