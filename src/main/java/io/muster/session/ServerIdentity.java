package io.muster.session;

import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import io.muster.protocol.MessageLimits;
import io.muster.protocol.ServerCapability;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What this server tells every agent about itself, and its limits. Immutable. */
@Singleton
class ServerIdentity {

  private final Set<ServerCapability> capabilities;
  private final Fragment capabilityField;
  private final @Nullable Fragment customCapabilityField;
  private final MessageLimits limits;

  ServerIdentity(AgentSettings settings) {
    EnumSet<ServerCapability> all =
        EnumSet.of(
            ServerCapability.ACCEPTS_STATUS,
            ServerCapability.OFFERS_REMOTE_CONFIG,
            ServerCapability.ACCEPTS_EFFECTIVE_CONFIG,
            ServerCapability.ACCEPTS_PACKAGES_STATUS,
            ServerCapability.OFFERS_CONNECTION_SETTINGS);
    all.removeAll(settings.withheldCapabilities().orElse(Set.of()));
    all.add(ServerCapability.ACCEPTS_STATUS);
    capabilities = all;
    capabilityField = Fragments.capabilities(all);
    List<String> custom = settings.customCapabilities().orElse(List.of());
    customCapabilityField = custom.isEmpty() ? null : Fragments.customCapabilities(custom);
    limits = MessageLimits.ofBytes((int) settings.maxMessageSize().asLongValue());
  }

  boolean has(ServerCapability capability) {
    return capabilities.contains(capability);
  }

  Fragment capabilities() {
    return capabilityField;
  }

  /** Null if there are none to tell (CM-1). */
  @Nullable Fragment customCapabilities() {
    return customCapabilityField;
  }

  MessageLimits limits() {
    return limits;
  }
}
