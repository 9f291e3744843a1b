package io.muster.cluster;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Work that one instance does for all. A loop driven by a leader runs on every instance and does
 * nothing but on one of them:
 *
 * <pre>{@code
 * private final Leadership leadership = leaderships.of("rollouts");
 *
 * void tick() { // by a timer, every second, say
 *   for (Rollout rollout : rollouts.open()) { // read anew: another instance may have led before
 *     leadership.whileLeading(epoch -> step(rollout, epoch)); // one short part each
 *   }
 * }
 * }</pre>
 *
 * The epoch is the fencing token: every record that the work writes keeps the epoch of its last
 * writer, is written by compare-and-set, and is left alone by a writer whose epoch is lower. That
 * stops a leader that slept in the middle of a part and goes on when there is another. Parts are
 * short, a few seconds at most, and a part that failed is done again with the next tick: whatever
 * is read is in the store, nothing in this object's memory but caches.
 */
public interface Leadership {

  /** The epoch this instance leads in now; empty if it must not act. Never blocks. */
  OptionalLong epoch();

  /**
   * Runs one part of the work, on this thread, if this instance leads. That it leads is looked at
   * once, before the part: a part that is about to do something that cannot be taken back asks
   * {@link #epoch} again.
   *
   * @param part is given the epoch; what it throws is thrown on
   * @return whether the part was run
   */
  default boolean whileLeading(LongConsumer part) {
    OptionalLong epoch = epoch();
    epoch.ifPresent(part);
    return epoch.isPresent();
  }

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
