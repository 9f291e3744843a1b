package io.muster.protocol;

/**
 * What an agent can do, one constant per bit of `AgentToServer.capabilities`; {@link #label} is the
 * name operators see.
 */
public enum AgentCapability {
  REPORTS_STATUS(0x1, "ReportsStatus"),
  ACCEPTS_REMOTE_CONFIG(0x2, "AcceptsRemoteConfig"),
  REPORTS_EFFECTIVE_CONFIG(0x4, "ReportsEffectiveConfig"),
  ACCEPTS_PACKAGES(0x8, "AcceptsPackages"),
  REPORTS_PACKAGE_STATUSES(0x10, "ReportsPackageStatuses"),
  REPORTS_OWN_TRACES(0x20, "ReportsOwnTraces"),
  REPORTS_OWN_METRICS(0x40, "ReportsOwnMetrics"),
  REPORTS_OWN_LOGS(0x80, "ReportsOwnLogs"),
  ACCEPTS_OPAMP_CONNECTION_SETTINGS(0x100, "AcceptsOpAMPConnectionSettings"),
  ACCEPTS_OTHER_CONNECTION_SETTINGS(0x200, "AcceptsOtherConnectionSettings"),
  ACCEPTS_RESTART_COMMAND(0x400, "AcceptsRestartCommand"),
  REPORTS_HEALTH(0x800, "ReportsHealth"),
  REPORTS_REMOTE_CONFIG(0x1000, "ReportsRemoteConfig"),
  REPORTS_HEARTBEAT(0x2000, "ReportsHeartbeat"),
  REPORTS_AVAILABLE_COMPONENTS(0x4000, "ReportsAvailableComponents"),
  REPORTS_CONNECTION_SETTINGS_STATUS(0x8000, "ReportsConnectionSettingsStatus"),
  REQUIRES_PAYLOAD_TRUST_VERIFICATION(0x10000, "RequiresPayloadTrustVerification");

  private final long bit;
  private final String label;

  AgentCapability(long bit, String label) {
    this.bit = bit;
    this.label = label;
  }

  /** The bit on the wire. */
  public long bit() {
    return bit;
  }

  /** The name in the specification, without the enum's prefix. */
  public String label() {
    return label;
  }
}
