package io.muster.cluster;

/** The topics of the {@link Feed}. */
public final class Topics {

  /** Configs, targets, the default config. */
  public static final String POLICY = "policy";

  /** The connection settings. */
  public static final String CONNECTION_SETTINGS = "connection-settings";

  /** Which agents there are and who has them; hints come once a second at most. */
  public static final String AGENTS = "agents";

  /** What operators say of agents. */
  public static final String LABELS = "labels";

  /** Commands that wait for the instance that has their agent. */
  public static final String COMMANDS = "commands";

  /** What instances ask each other about the sockets of agents. */
  public static final String CONTESTS = "contests";

  /** What is frozen. */
  public static final String FREEZES = "freezes";

  /** Operators and their tokens. */
  public static final String OPERATORS = "operators";

  /** What operators do with rollouts. */
  public static final String ROLLOUTS = "rollouts";

  private Topics() {}
}
