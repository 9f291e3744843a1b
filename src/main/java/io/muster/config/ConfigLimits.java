package io.muster.config;

/**
 * Bounds of what operators may put.
 *
 * @param offerBytes most bytes of an encoded offer, so that it fits into a message to an agent
 * @param revisionsKept revisions kept per config, from 2
 * @param configs most configs at a time, from 1
 * @param targets most targets at a time, from 1
 */
public record ConfigLimits(long offerBytes, int revisionsKept, int configs, int targets) {

  /** What else may be in a message that brings a config: header, uid, flags, capabilities. */
  private static final int OTHER_FIELDS = 256;

  public ConfigLimits {
    require("muster.configs.revisions-kept", revisionsKept, 2);
    require("muster.configs.max-configs", configs, 1);
    require("muster.configs.max-targets", targets, 1);
  }

  /** The bounds for messages of this size. */
  static ConfigLimits of(ConfigSettings settings, long maxMessageBytes) {
    return new ConfigLimits(
        Math.max(0, maxMessageBytes - OTHER_FIELDS),
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
