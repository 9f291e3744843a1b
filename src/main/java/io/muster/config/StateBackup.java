package io.muster.config;

import java.io.IOException;
import java.io.OutputStream;

/** A copy of the whole store as it is kept, made while it is used. Secrets are in it. */
public interface StateBackup {

  /**
   * Makes a copy as of one moment, and checks it. Blocks, for as long as reading all of it takes;
   * may be called on any virtual thread.
   *
   * @throws RuntimeException the store's own, if it cannot be read or there is no room
   */
  Outcome make();

  /** What came of it. */
  sealed interface Outcome {

    /** It is made. */
    record Made(Copy copy) implements Outcome {}

    /** This kind of store is copied otherwise. */
    record NotOffered(String advice) implements Outcome {}

    /** Another copy is being made. */
    record Busy() implements Outcome {}
  }

  /** A copy that is there until it is closed. */
  interface Copy extends AutoCloseable {

    long bytes();

    /** SHA-256 of it, as Base64. */
    String digest();

    /**
     * Writes it.
     *
     * @throws IOException if it cannot be written
     */
    void write(OutputStream out) throws IOException;

    @Override
    void close();
  }
}
