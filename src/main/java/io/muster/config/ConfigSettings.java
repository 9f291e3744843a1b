package io.muster.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How configs are kept. */
@ConfigMapping(prefix = "muster.configs")
public interface ConfigSettings {

  /**
   * Revisions kept per config, from 2; when there are more, the oldest that no target pins goes
   * first.
   */
  @WithDefault("1000")
  int revisionsKept();

  /** Most configs at a time. */
  @WithDefault("10000")
  int maxConfigs();

  /** Most targets at a time. */
  @WithDefault("10000")
  int maxTargets();
}
