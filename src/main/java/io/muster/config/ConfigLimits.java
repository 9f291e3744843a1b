package io.muster.config;

/**
 * Bounds of what operators may put.
 *
 * @param offerBytes most bytes of an encoded offer, so that it fits into a message to an agent and
 *     into the store
 * @param revisionsKept revisions kept per config, from 2
 * @param configs most configs at a time, from 1
 * @param targets most targets at a time, from 1
 */
public record ConfigLimits(long offerBytes, int revisionsKept, int configs, int targets) {

  /** What else may be in a message that brings a config: header, uid, flags, capabilities. */
  private static final int OTHER_FIELDS = 256;

  /**
   * A revision is one record, and no store takes records over 64 MiB; with room for its comment.
   */
  private static final long STORED_BYTES = (64L << 20) - (64 << 10);

  public ConfigLimits {
    require("muster.configs.revisions-kept", revisionsKept, 2);
    require("muster.configs.max-configs", configs, 1);
    require("muster.configs.max-targets", targets, 1);
  }

  /** The bounds for messages of this size. */
  static ConfigLimits of(ConfigSettings settings, long maxMessageBytes) {
    return new ConfigLimits(
        Math.clamp(maxMessageBytes - OTHER_FIELDS, 0, STORED_BYTES),
        settings.revisionsKept(),
        settings.maxConfigs(),
        settings.maxTargets());
  }

  private static void require(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected " + least + " or more");
    }
  }
}
