package io.muster.store;

/** Whether the store takes writes. */
public sealed interface StoreHealth {

  /** It does. */
  record Up() implements StoreHealth {}

  /**
   * It does not.
   *
   * @param reason for people: what is wrong and where
   */
  record Down(String reason) implements StoreHealth {}
}
