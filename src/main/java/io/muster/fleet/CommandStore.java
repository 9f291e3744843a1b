package io.muster.fleet;

import java.time.Duration;
import java.util.List;

/**
 * Keeps commands between the instance that was given them and the one that sends them. All methods
 * block and throw the store's own unchecked exception. Thread-safe.
 */
public interface CommandStore {

  /**
   * Keeps a command, durably, for so long; then it is as if it had been taken.
   *
   * @param lifetime from now, by the store's clock; at least a millisecond
   */
  void add(QueuedCommand command, Duration lifetime);

  /**
   * Removes a command, for the caller alone.
   *
   * @return true for one caller at most; false if another one has it or it has expired. After an
   *     exception it may be gone all the same
   */
  boolean take(QueuedCommand command);

  /** All that wait, in no order. */
  List<QueuedCommand> waiting();
}
