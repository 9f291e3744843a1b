package io.muster.store;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the embedded store; its folder is {@code muster.data}. */
@ConfigMapping(prefix = "muster.store")
public interface StoreSettings {

  /**
   * What the database file may grow to, for example {@code 2G}; without it, until the disk is full.
   */
  Optional<MemorySize> maxSize();

  /** Connections that read at the same time, 1 to 64. */
  @WithDefault("4")
  int readers();

  /** Rows that may wait to be written; further writes are refused until there is room. */
  @WithDefault("100000")
  int queuedRows();

  /** Bytes that may wait to be written. */
  @WithDefault("128M")
  MemorySize queuedBytes();

  /** How often expired entries are deleted. */
  @WithDefault("1m")
  Duration purgeInterval();
}
