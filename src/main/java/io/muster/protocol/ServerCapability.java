package io.muster.protocol;

/** What the server can do, one constant per defined bit of `ServerToAgent.capabilities`. */
public enum ServerCapability {
  ACCEPTS_STATUS(0x1),
  OFFERS_REMOTE_CONFIG(0x2),
  ACCEPTS_EFFECTIVE_CONFIG(0x4),
  OFFERS_PACKAGES(0x8),
  ACCEPTS_PACKAGES_STATUS(0x10),
  OFFERS_CONNECTION_SETTINGS(0x20),
  ACCEPTS_CONNECTION_SETTINGS_REQUEST(0x40);

  private final long bit;

  ServerCapability(long bit) {
    this.bit = bit;
  }

  /** The bit on the wire. */
  public long bit() {
    return bit;
  }
}
