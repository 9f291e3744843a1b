package io.muster.fleet;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.muster.protocol.ConfigHashes;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.redaction.Redaction;
import io.muster.schedule.HeavyWork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Effective configs as they are kept: secrets redacted before anything else happens to them, one
 * copy per content, compressed. Redaction reads YAML, which is a thousand times the work of a hash,
 * so content reported lately is recognised: a fleet that applies one config costs one redaction and
 * one write. Thread-safe.
 */
final class EffectiveConfigs {

  /** How many contents are recognised; over it the one not reported for longest is forgotten. */
  private static final int RECENT = 1_024;

  /** Bytes that what is recognised may have in all; it is kept to be written again. */
  private static final long RECENT_BYTES = 16L << 20;

  /** Bytes that may wait in memory to be stored; what does not fit is stored at once. */
  private static final long HELD_BYTES = 64L << 20;

  /** How long a write of content stands for further reports of it; content lives for days. */
  private static final Duration STORED_FOR = Duration.ofHours(1);

  /** The same where another instance may have what nobody uses go, after twice this time. */
  private static final Duration STORED_FOR_SHARED = Duration.ofMinutes(5);

  private record Held(Prepared prepared, int agents) {}

  /** A config ready to be stored, the same object for all agents that report it. */
  static final class Prepared {

    private final ContentHash key;
    private final ByteString compressed;
    private @Nullable CompletableFuture<Void> stored;
    private Instant storedAt = Instant.EPOCH;

    private Prepared(ContentHash key, ByteString compressed) {
      this.key = key;
      this.compressed = compressed;
    }

    private synchronized boolean failed() {
      return stored != null && stored.isCompletedExceptionally();
    }

    /** Bytes in the store. */
    int size() {
      return compressed.size();
    }

    /** The SHA-256 of the redacted config. */
    ContentHash key() {
      return key;
    }
  }

  private final ContentStore store;
  private final Redaction redaction;
  private final InstantSource clock;
  private final Duration storedFor;

  /** By the key in the store; the guard of itself. */
  private final Map<ContentHash, Held> held = new HashMap<>();

  private long heldBytes;

  /** By the hash of what the agent sent, the longest unused first; the guard of itself. */
  private final Map<ContentHash, CompletableFuture<Prepared>> recent =
      new LinkedHashMap<>(16, 0.75f, true);

  /** Bytes of those in {@link #recent} that are prepared; guarded by it. */
  private long recentBytes;

  EffectiveConfigs(ContentStore store, Redaction redaction, InstantSource clock) {
    this(store, redaction, clock, false);
  }

  /**
   * None yet.
   *
   * @param shared whether other instances use the same contents
   */
  EffectiveConfigs(ContentStore store, Redaction redaction, InstantSource clock, boolean shared) {
    this.store = store;
    this.redaction = redaction;
    this.clock = clock;
    this.storedFor = shared ? STORED_FOR_SHARED : STORED_FOR;
  }

  /**
   * Redacts and compresses, or recognises; the agent's own bytes are not kept anywhere. Blocks
   * while another thread prepares the same content, and while others are redacted.
   *
   * @throws HeavyWork.Busy if too many others are
   */
  Prepared prepare(AgentConfigMap config) {
    ContentHash reported = ConfigHashes.of(config.getConfigMapMap());
    CompletableFuture<Prepared> mine = new CompletableFuture<>();
    CompletableFuture<Prepared> known;
    synchronized (recent) {
      known = recent.putIfAbsent(reported, mine);
    }
    if (known != null) {
      return joined(known);
    }
    try {
      Prepared prepared =
          HeavyWork.of(config.getSerializedSize(), HeavyWork.For.AGENT, () -> redacted(config));
      synchronized (recent) {
        mine.complete(prepared);
        recentBytes += prepared.size();
        forgetEldest();
      }
      return prepared;
    } catch (RuntimeException | Error e) {
      synchronized (recent) {
        recent.remove(reported, mine);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static Prepared joined(CompletableFuture<Prepared> known) {
    try {
      return known.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof HeavyWork.Busy busy) {
        throw busy;
      }
      throw e;
    }
  }

  private void forgetEldest() {
    Iterator<CompletableFuture<Prepared>> eldest = recent.values().iterator();
    while ((recent.size() > RECENT || recentBytes > RECENT_BYTES) && eldest.hasNext()) {
      CompletableFuture<Prepared> each = eldest.next();
      if (each.isDone()) {
        recentBytes -= each.join().size();
        eldest.remove();
      }
    }
  }

  private Prepared redacted(AgentConfigMap config) {
    AgentConfigMap.Builder redacted = AgentConfigMap.newBuilder();
    Redaction together = redaction.together();
    // Sorted, so that equal configs have equal bytes whatever order the agent's map had.
    new TreeMap<>(config.getConfigMapMap())
        .forEach((name, file) ->
            redacted.putConfigMap(
                name,
                AgentConfigFile.newBuilder()
                    .setContentType(file.getContentType())
                    .setRole(file.getRole())
                    .setBody(together.redact(file.getBody()))
                    .build()));
    return compressed(redacted.build());
  }

  /** Through a small buffer, since what comes may be as large as a message. */
  private static Prepared compressed(AgentConfigMap config) {
    MessageDigest digest = ContentHash.newSha256();
    ByteArrayOutputStream compressed =
        new ByteArrayOutputStream(config.getSerializedSize() / 4 + 64);
    try (var out = new DigestOutputStream(new DeflaterOutputStream(compressed), digest)) {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      coded.useDeterministicSerialization();
      config.writeTo(coded);
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Prepared(ContentHash.of(digest), ByteString.copyFrom(compressed.toByteArray()));
  }

  /** Whether it was stored lately, as far as this process knows: another write costs nothing. */
  boolean stored(Prepared prepared) {
    synchronized (prepared) {
      return prepared.stored != null
          && prepared.stored.isDone()
          && !prepared.stored.isCompletedExceptionally()
          && !clock.instant().isAfter(prepared.storedAt.plus(storedFor));
    }
  }

  /** It is about to go from the store: reported again, it has to be written again. */
  void forget(ContentHash key) {
    List<Prepared> same;
    synchronized (recent) {
      same =
          recent.values().stream()
              .filter(each -> each.isDone() && !each.isCompletedExceptionally())
              .map(CompletableFuture::join)
              .filter(each -> each.key.equals(key))
              .toList();
    }
    for (Prepared each : same) {
      synchronized (each) {
        each.stored = null;
      }
    }
  }

  /**
   * Keeps it in memory until it is stored, where {@link #get} finds it; false if too much waits.
   */
  boolean hold(Prepared prepared) {
    synchronized (held) {
      Held known = held.get(prepared.key);
      if (known == null && heldBytes + prepared.size() > HELD_BYTES) {
        return false;
      }
      if (known == null) {
        heldBytes += prepared.size();
      }
      held.put(prepared.key, new Held(prepared, known == null ? 1 : known.agents + 1));
      return true;
    }
  }

  /** One agent less waits for it. */
  void release(Prepared prepared) {
    synchronized (held) {
      Held known = held.get(prepared.key);
      if (known == null) {
        return;
      }
      if (known.agents > 1) {
        held.put(prepared.key, new Held(prepared, known.agents - 1));
      } else {
        held.remove(prepared.key);
        heldBytes -= prepared.size();
      }
    }
  }

  /** Stores the content, unless that was done lately; completes when it is durable. */
  CompletableFuture<Void> put(Prepared prepared) {
    Instant now = clock.instant();
    synchronized (prepared) {
      CompletableFuture<Void> stored = prepared.stored;
      if (stored == null
          || stored.isCompletedExceptionally()
          || now.isAfter(prepared.storedAt.plus(storedFor))) {
        stored = store.put(ContentStore.Kind.EFFECTIVE_CONFIG, prepared.key, prepared.compressed);
        prepared.stored = stored;
        prepared.storedAt = now;
      }
      return stored;
    }
  }

  /** Stores again what the store did not take, as far as it is still remembered. */
  void retryUnsaved() {
    List<Prepared> failed;
    synchronized (recent) {
      failed =
          recent.values().stream()
              .filter(each -> each.isDone() && !each.isCompletedExceptionally())
              .map(CompletableFuture::join)
              .filter(Prepared::failed)
              .toList();
    }
    for (Prepared each : failed) {
      var _ = put(each);
    }
  }

  /** Stores a content that waits for its turn now: it is to stay when the agent has another. */
  void keep(ContentHash key) {
    Held waiting;
    synchronized (held) {
      waiting = held.get(key);
    }
    if (waiting != null) {
      var _ = put(waiting.prepared);
    }
  }

  /** Reads a config back; empty if it has expired. Blocks. */
  Optional<AgentConfigMap> get(ContentHash key) {
    Held waiting;
    synchronized (held) {
      waiting = held.get(key);
    }
    return (waiting == null
            ? store.get(ContentStore.Kind.EFFECTIVE_CONFIG, key)
            : Optional.of(waiting.prepared.compressed))
        .flatMap(compressed -> parse(key, compressed));
  }

  /** What does not decode is as good as gone, until it is reported again. */
  private Optional<AgentConfigMap> parse(ContentHash key, ByteString compressed) {
    try (InflaterInputStream in = new InflaterInputStream(compressed.newInput())) {
      return Optional.of(AgentConfigMap.parseFrom(in));
    } catch (IOException e) {
      forget(key);
      store.unreadable(
          ContentStore.Kind.EFFECTIVE_CONFIG, key, "It does not decode: " + e.getMessage());
      return Optional.empty();
    }
  }
}
