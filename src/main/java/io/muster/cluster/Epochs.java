package io.muster.cluster;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * Numbers of leaderships, which rise and survive everything: the fencing token. The epoch and what
 * its leader notes are one record, so a write under an older epoch cannot get past a newer one.
 * Blocking, failures and threads as with {@link Leases}.
 */
public interface Epochs {

  /**
   * The state of one leadership.
   *
   * @param number from 1; the newest
   * @param holder who raised it to this number
   * @param note what was written last, under this or an earlier epoch; empty if nothing was
   */
  record Epoch(long number, String holder, ByteString note) {

    public Epoch {
      if (number < 1) {
        throw new IllegalArgumentException("an epoch is " + number + ", expected 1 or more");
      }
    }
  }

  /** The newest epoch; empty if there never was one. */
  Optional<Epoch> read(String name);

  /** Begins the next epoch; everything written under earlier ones is in it. */
  Epoch raise(String name, String holder);

  /**
   * Writes a note under an epoch.
   *
   * @return false, and nothing was written, if there is a newer epoch
   */
  boolean write(String name, long number, ByteString note);
}
