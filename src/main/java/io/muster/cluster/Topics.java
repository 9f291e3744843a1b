package io.muster.cluster;

/** The topics of the {@link Feed}. */
public final class Topics {

  /** Configs, targets, the default config. */
  public static final String POLICY = "policy";

  /** The connection settings. */
  public static final String CONNECTION_SETTINGS = "connection-settings";

  private Topics() {}
}
