package io.muster.policy;

import io.muster.config.ConfigReference;
import io.muster.protocol.ContentHash;

/** What a reference means now. */
public sealed interface Resolution {

  /**
   * It can be sent.
   *
   * @param pinned the revisions it means
   * @param hash what agents know it by
   */
  record Found(ConfigReference pinned, ContentHash hash) implements Resolution {}

  /** Something does not exist, or does not fit; the message is for people. */
  record Unusable(String message) implements Resolution {}
}
