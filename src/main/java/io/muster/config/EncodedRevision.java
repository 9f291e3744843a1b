package io.muster.config;

import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import java.time.Instant;

/**
 * A revision as agents are sent it, encoded once for all of them.
 *
 * @param hash what agents report back
 * @param remoteConfig the whole `remote_config` field
 */
public record EncodedRevision(
    String name, long number, ContentHash hash, Fragment remoteConfig, Instant createdAt) {

  /** Encodes a revision. */
  public static EncodedRevision of(ConfigRevision revision) {
    return new EncodedRevision(
        revision.name(),
        revision.number(),
        revision.hash(),
        Fragments.remoteConfig(revision.document().toProto().getConfigMapMap(), revision.hash()),
        revision.createdAt());
  }

  /** The reference that pins this revision. */
  public ConfigReference reference() {
    return ConfigReference.pinned(name, number);
  }
}
