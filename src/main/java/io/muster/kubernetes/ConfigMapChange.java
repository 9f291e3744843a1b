package io.muster.kubernetes;

/** What a watch tells. */
sealed interface ConfigMapChange {

  /** One is new, or another than before. */
  record Put(SourceConfigMap map) implements ConfigMapChange {}

  /** One is deleted, or is not selected any more. */
  record Gone(ConfigMapKey key, String resourceVersion) implements ConfigMapChange {}

  /** Nothing is new up to this version. */
  record Bookmark(String resourceVersion) implements ConfigMapChange {}

  /** The watch is over: the version it began with is too old, everything has to be listed. */
  record Expired(String message) implements ConfigMapChange {}

  /**
   * The watch is over, and can go on from where it was.
   *
   * @param failure why; empty if the server ended it in good order
   */
  record Ended(String failure) implements ConfigMapChange {}
}
