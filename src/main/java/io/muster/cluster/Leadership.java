package io.muster.cluster;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Work that one instance does for all. Who is about to do a part of it asks {@link #epoch} first,
 * and again before each further part; what it writes carries the epoch.
 */
public interface Leadership {

  /** The epoch this instance leads in now; empty if it must not act. Never blocks. */
  OptionalLong epoch();

  /**
   * Notes how far the work is, for whoever leads next. Blocks; throws the store's exception.
   *
   * @return false if this instance does not lead, or not any more: it must not act
   */
  boolean note(ByteString note);

  /** What was noted last, by anybody; blocks. */
  Optional<ByteString> noted();

  /** The leadership of an instance that is the only one: always there, and noted nowhere. */
  static Leadership alone() {
    return new Leadership() {
      private volatile ByteString last = ByteString.EMPTY;

      @Override
      public OptionalLong epoch() {
        return OptionalLong.of(1);
      }

      @Override
      public boolean note(ByteString note) {
        last = note;
        return true;
      }

      @Override
      public Optional<ByteString> noted() {
        return Optional.of(last).filter(note -> !note.isEmpty());
      }
    };
  }
}
