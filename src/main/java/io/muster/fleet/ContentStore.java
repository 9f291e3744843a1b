package io.muster.fleet;

import com.google.protobuf.ByteString;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Large parts of reports, stored once per content and shared by all agents that have it: effective
 * configs (compressed, secrets already redacted) and available components. Content expires when it
 * has not been used for a while (default 30 days); {@link #touch} is use.
 */
public interface ContentStore {

  /** What kind of content, each with keys of its own. */
  enum Kind {
    /** An effective config, keyed by the SHA-256 of its redacted form. */
    EFFECTIVE_CONFIG,
    /** Available components, keyed by the agent's own hash. */
    COMPONENTS
  }

  /**
   * Writes content under its key unless it is there; completes when durable. Any thread, never
   * blocks.
   */
  CompletableFuture<Void> put(Kind kind, ContentHash key, ByteString content);

  /** Reads content; blocks. */
  Optional<ByteString> get(Kind kind, ContentHash key);

  /** Puts off the expiry of content that is still in use. Any thread, never blocks. */
  CompletableFuture<Void> touch(Kind kind, Collection<ContentHash> keys);

  /**
   * Has content that nobody uses any more go after this time, zero for at once, unless it is
   * touched or put again meanwhile. Any thread, never blocks.
   */
  default CompletableFuture<Void> expire(Kind kind, Collection<ContentHash> keys, Duration after) {
    return CompletableFuture.completedFuture(null);
  }

  /** Notes that what {@link #get} answered makes no sense; it is written anew by the next put. */
  default void unreadable(Kind kind, ContentHash key, String reason) {}

  /** About how many bytes all contents of a kind have; empty if that is not known. Blocks. */
  default OptionalLong bytes(Kind kind) {
    return OptionalLong.empty();
  }
}
