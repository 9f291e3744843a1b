package io.muster.conformance.wire;

/** Numbers of the protocol, written down a second time so that the server's own cannot hide. */
public final class Bits {
  /** Agent: ReportsStatus. */
  public static final long REPORTS_STATUS = 0x1;

  /** Agent: AcceptsRemoteConfig. */
  public static final long ACCEPTS_REMOTE_CONFIG = 0x2;

  /** Agent: ReportsEffectiveConfig. */
  public static final long REPORTS_EFFECTIVE_CONFIG = 0x4;

  /** Agent: AcceptsPackages. */
  public static final long ACCEPTS_PACKAGES = 0x8;

  /** Agent: ReportsPackageStatuses. */
  public static final long REPORTS_PACKAGE_STATUSES = 0x10;

  /** Agent: AcceptsOpAMPConnectionSettings. */
  public static final long ACCEPTS_OPAMP_CONNECTION_SETTINGS = 0x100;

  /** Agent: AcceptsRestartCommand. */
  public static final long ACCEPTS_RESTART_COMMAND = 0x400;

  /** Agent: ReportsHealth. */
  public static final long REPORTS_HEALTH = 0x800;

  /** Agent: ReportsRemoteConfig. */
  public static final long REPORTS_REMOTE_CONFIG = 0x1000;

  /** Agent: ReportsHeartbeat. */
  public static final long REPORTS_HEARTBEAT = 0x2000;

  /** Agent: ReportsAvailableComponents. */
  public static final long REPORTS_AVAILABLE_COMPONENTS = 0x4000;

  /** Agent: ReportsConnectionSettingsStatus. */
  public static final long REPORTS_CONNECTION_SETTINGS_STATUS = 0x8000;

  /** An agent that is configured and says how that went. */
  public static final long CONFIGURABLE =
      REPORTS_STATUS | ACCEPTS_REMOTE_CONFIG | REPORTS_REMOTE_CONFIG;

  /** Agent's flag: RequestInstanceUid. */
  public static final long REQUEST_INSTANCE_UID = 0x1;

  /** Server's flag: ReportFullState. */
  public static final long REPORT_FULL_STATE = 0x1;

  /** Server's flag: ReportAvailableComponents. */
  public static final long REPORT_AVAILABLE_COMPONENTS_FLAG = 0x2;

  /** Server: AcceptsStatus. */
  public static final long ACCEPTS_STATUS = 0x1;

  /** Every capability bit a server may set. */
  public static final long DEFINED_SERVER_BITS = 0x7F;

  private Bits() {}
}
