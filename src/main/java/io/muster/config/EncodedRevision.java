package io.muster.config;

import io.muster.protocol.ConfigHashes;
import io.muster.protocol.ContentHash;
import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import io.muster.protocol.proto.AgentConfigMap;
import java.time.Instant;
import java.util.List;

/**
 * A revision of a config, with the rule sets that were put into it, as agents are sent it; encoded
 * once for all of them.
 *
 * @param rules each with the number of its revision; none for a config as it was put
 * @param text the reference in operators' words, `prod@3+redact@2`; kept because every offer names
 *     it
 * @param hash what agents report back: of the whole, rules included
 * @param remoteConfig the whole `remote_config` field
 * @param createdAt when the youngest of the revisions was put
 */
public record EncodedRevision(
    String name,
    long number,
    List<RuleReference> rules,
    String text,
    ContentHash hash,
    Fragment remoteConfig,
    Instant createdAt) {

  public EncodedRevision {
    rules = List.copyOf(rules);
  }

  /** Encodes a revision. */
  public static EncodedRevision of(ConfigRevision revision) {
    return new EncodedRevision(
        revision.name(),
        revision.number(),
        List.of(),
        ConfigReference.pinned(revision.name(), revision.number()).toString(),
        revision.hash(),
        Fragments.remoteConfig(revision.document().toProto().getConfigMapMap(), revision.hash()),
        revision.createdAt());
  }

  /** Encodes a config into which rules were put. */
  static EncodedRevision composed(
      ConfigReference pinned, ConfigDocument document, Instant createdAt) {
    AgentConfigMap map = document.toProto();
    ContentHash hash = ConfigHashes.of(map.getConfigMapMap());
    return new EncodedRevision(
        pinned.name(),
        pinned.revision(),
        pinned.rules(),
        pinned.toString(),
        hash,
        Fragments.remoteConfig(map.getConfigMapMap(), hash),
        createdAt);
  }

  /** Bytes that a document takes as an offer. */
  static int bytes(ConfigDocument document) {
    AgentConfigMap map = document.toProto();
    ContentHash hash = ConfigHashes.of(map.getConfigMapMap());
    return Fragments.remoteConfig(map.getConfigMapMap(), hash).size();
  }

  /** The reference that pins this revision and those of its rule sets. */
  public ConfigReference reference() {
    return new ConfigReference(name, number, rules);
  }
}
