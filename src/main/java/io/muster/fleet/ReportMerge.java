package io.muster.fleet;

import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentToServer;
import org.jspecify.annotations.Nullable;

/**
 * Applies a message to what an agent reported before: a present part replaces, an absent one stays
 * (SEQ-6, SEQ-7). Pure.
 */
final class ReportMerge {

  private ReportMerge() {}

  /**
   * The report after the message.
   *
   * @param effectiveConfig key of the message's effective config, null if it carries none
   */
  static Reported merge(
      Reported before, AgentToServer message, @Nullable ContentHash effectiveConfig) {
    return new Reported(
        // 0 means "not repeated" (CAP-7).
        message.getCapabilities() == 0
            ? before.capabilities()
            : new AgentCapabilities(message.getCapabilities()),
        message.hasAgentDescription()
            ? Description.of(message.getAgentDescription())
            : before.description(),
        message.hasHealth() ? Health.of(message.getHealth()) : before.health(),
        effectiveConfig != null ? effectiveConfig : before.effectiveConfig(),
        message.hasRemoteConfigStatus()
            ? OfferStatus.of(message.getRemoteConfigStatus())
            : before.configStatus(),
        message.hasConnectionSettingsStatus()
            ? OfferStatus.of(message.getConnectionSettingsStatus())
            : before.connectionStatus(),
        message.hasPackageStatuses()
            ? message.getPackageStatuses().toByteString()
            : before.packageStatuses(),
        message.hasCustomCapabilities()
            ? message.getCustomCapabilities().getCapabilitiesList()
            : before.customCapabilities(),
        message.hasAvailableComponents()
            ? new ContentHash(message.getAvailableComponents().getHash())
            : before.componentsHash());
  }
}
