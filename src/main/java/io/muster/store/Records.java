package io.muster.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What every protobuf value in the store has in common. */
public final class Records {

  private Records() {}

  /**
   * Reads an entry's value.
   *
   * @param value makes of the message what it stands for; may refuse it with an {@link
   *     IllegalArgumentException}
   * @throws StoreCorrupt if it cannot be read
   */
  public static <M, T> T read(
      CacheName cache, Entry entry, Parser<M> parser, Function<M, T> value) {
    try {
      return value.apply(parser.parseFrom(entry.value()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException | DateTimeException e) {
      throw new StoreCorrupt(
          "The record '"
              + entry.key()
              + "' in '"
              + cache.text()
              + "' cannot be read: "
              + e.getMessage()
              + ". It is damaged, or was written by a newer Muster.",
          e);
    }
  }

  /**
   * As {@link #read(CacheName, Entry, Parser, Function)}, and remembers it as damaged if so; for
   * those who cannot do without the record.
   */
  public static <M, T> T read(
      KeyValueStore store, CacheName cache, Entry entry, Parser<M> parser, Function<M, T> value) {
    try {
      T read = read(cache, entry, parser, value);
      store.damaged().sound(cache, entry.key());
      return read;
    } catch (StoreCorrupt e) {
      store.damaged().found(cache, entry, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** The same for those who go on with the others: empty if it cannot be read. */
  public static <M, T extends Object> Optional<T> readable(
      KeyValueStore store, CacheName cache, Entry entry, Parser<M> parser, Function<M, T> value) {
    try {
      return Optional.of(read(store, cache, entry, parser, value));
    } catch (StoreCorrupt e) {
      return Optional.empty();
    }
  }

  /** The stored form of a point in time, to the nanosecond. */
  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /** Reads it back. */
  public static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
