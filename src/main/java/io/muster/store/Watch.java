package io.muster.store;

/** A running {@link KeyValueStore#watch}. */
public interface Watch extends AutoCloseable {

  /** Ends it; a call that is under way is not waited for. */
  @Override
  void close();
}
