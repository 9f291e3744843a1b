package io.muster.agent;

import com.google.protobuf.ByteString;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.ContentHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of itself, part by part as it arrived (SEQ-6, SEQ-7: a part that is present
 * replaces the whole part, an absent one stays). A null part was never reported.
 *
 * @param effectiveConfig hash of the stored, redacted content
 * @param packageStatuses the whole `PackageStatuses`, encoded
 * @param customCapabilities empty if none were ever told
 * @param componentsHash the agent's own hash of its available components
 */
public record Reported(
    AgentCapabilities capabilities,
    @Nullable Description description,
    @Nullable Health health,
    @Nullable ContentHash effectiveConfig,
    @Nullable OfferStatus configStatus,
    @Nullable OfferStatus connectionStatus,
    @Nullable ByteString packageStatuses,
    List<String> customCapabilities,
    @Nullable ContentHash componentsHash) {

  /** Nothing told yet. */
  public static final Reported NOTHING =
      new Reported(AgentCapabilities.NONE, null, null, null, null, null, null, List.of(), null);

  public Reported {
    customCapabilities = List.copyOf(customCapabilities);
  }

  /** The same with another effective config. */
  public Reported withEffectiveConfig(@Nullable ContentHash config) {
    return new Reported(
        capabilities,
        description,
        health,
        config,
        configStatus,
        connectionStatus,
        packageStatuses,
        customCapabilities,
        componentsHash);
  }
}
