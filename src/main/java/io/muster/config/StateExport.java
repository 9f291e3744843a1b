package io.muster.config;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The way out for everything that operators and time have put into a server: configs, rule sets,
 * targets, settings, rollouts, and what is known of each agent. Secrets are among it.
 */
public interface StateExport {

  /**
   * Reads what belongs together, as of one moment. Blocks; may be called on any virtual thread.
   *
   * @throws RuntimeException the store's own, if it does not answer
   */
  Snapshot take();

  /** A state to be written. */
  interface Snapshot {

    /**
     * Writes it as YAML in UTF-8, some hundred records in memory at a time. What is whole ends with
     * a document {@code end}.
     *
     * @throws IOException if it cannot be written
     * @throws RuntimeException the store's own, if it does not answer any more
     */
    void write(OutputStream out) throws IOException;
  }
}
