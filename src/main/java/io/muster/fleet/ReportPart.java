package io.muster.fleet;

import io.muster.agent.Reported;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.proto.AgentToServer;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a report that agents leave out while they have not changed (SEQ-6), each with the
 * capability that promises it (CAP-10).
 */
enum ReportPart {
  DESCRIPTION(null, AgentToServer::hasAgentDescription, reported -> reported.description() != null),
  HEALTH(
      AgentCapability.REPORTS_HEALTH,
      AgentToServer::hasHealth,
      reported -> reported.health() != null),
  EFFECTIVE_CONFIG(
      AgentCapability.REPORTS_EFFECTIVE_CONFIG,
      AgentToServer::hasEffectiveConfig,
      reported -> reported.effectiveConfig() != null),
  CONFIG_STATUS(
      AgentCapability.REPORTS_REMOTE_CONFIG,
      AgentToServer::hasRemoteConfigStatus,
      reported -> reported.configStatus() != null),
  PACKAGE_STATUSES(
      AgentCapability.REPORTS_PACKAGE_STATUSES,
      AgentToServer::hasPackageStatuses,
      reported -> reported.packageStatuses() != null),
  COMPONENTS(
      AgentCapability.REPORTS_AVAILABLE_COMPONENTS,
      AgentToServer::hasAvailableComponents,
      reported -> reported.componentsHash() != null),
  CONNECTION_STATUS(
      AgentCapability.REPORTS_CONNECTION_SETTINGS_STATUS,
      AgentToServer::hasConnectionSettingsStatus,
      reported -> reported.connectionStatus() != null);

  private final @Nullable AgentCapability promise;
  private final Predicate<AgentToServer> present;
  private final Predicate<Reported> known;

  ReportPart(
      @Nullable AgentCapability promise,
      Predicate<AgentToServer> present,
      Predicate<Reported> known) {
    this.promise = promise;
    this.present = present;
    this.known = known;
  }

  boolean in(AgentToServer message) {
    return present.test(message);
  }

  boolean isPromisedBy(AgentCapability capability) {
    return promise == capability;
  }

  /** What an agent with these capabilities reports in full. */
  static Set<ReportPart> promised(AgentCapabilities capabilities) {
    Set<ReportPart> parts = EnumSet.noneOf(ReportPart.class);
    for (ReportPart part : values()) {
      if (part.promise == null || capabilities.has(part.promise)) {
        parts.add(part);
      }
    }
    return parts;
  }

  /** What was promised and never arrived. */
  static Set<ReportPart> missing(Reported reported) {
    Set<ReportPart> parts = promised(reported.capabilities());
    parts.removeIf(part -> part.known.test(reported));
    return parts;
  }
}
