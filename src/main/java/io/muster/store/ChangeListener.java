package io.muster.store;

/**
 * Is told that something changed, never what: a hint to read again. Calls come one at a time, after
 * the change can be read, in the order of the changes; changes of one key that happen while an
 * earlier call runs are told once. May block; it delays only itself.
 */
public interface ChangeListener {

  /** The key was written or removed by anybody. Expiry is not told. */
  void changed(String key);

  /**
   * Changes may have been missed: read all again. Also called once when the watch begins, so that
   * nothing falls between the first read and the watch.
   */
  void resync();
}
