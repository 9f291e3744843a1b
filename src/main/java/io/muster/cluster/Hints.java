package io.muster.cluster;

/**
 * Tells the other instances that something changed: which topic, never what. The only way to do so:
 * a feature that has made a change durable says it here, and the {@link Feed} of the others has it
 * read again. Never blocks, never throws, on any thread; a hint that is lost is made up for by the
 * next re-read.
 */
@FunctionalInterface
public interface Hints {

  /** Tells nobody: for an instance that is alone. */
  Hints NONE = topic -> {};

  /**
   * Something about the topic changed, and the change is durable.
   *
   * @param topic one of {@link Topics}
   */
  void changed(String topic);

  /**
   * As {@link #changed(String)}, where what changed has a number of its own.
   *
   * @param generation of what changed, for people who look
   */
  default void changed(String topic, long generation) {
    changed(topic);
  }
}
