package io.muster.store;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where state is kept. The embedded store is in {@code muster.data}; {@code queued-rows} and {@code
 * queued-bytes} hold for both kinds, the others for the embedded one.
 */
@ConfigMapping(prefix = "muster.store")
public interface StoreSettings {

  /** The kinds of stores. */
  enum Kind {
    /** Embedded, for one server. */
    SQLITE,
    /** Infinispan servers, for several. */
    INFINISPAN
  }

  /**
   * {@code sqlite}, embedded, for one server, or {@code infinispan}, for one and more: see {@code
   * muster.store.infinispan}.
   */
  @WithDefault("sqlite")
  Kind kind();

  /**
   * Whether to go on with a database that is missing, or older than the last use of its folder,
   * without what it lacks. As {@code serve --accept-loss}; only for one start.
   */
  @WithDefault("false")
  boolean acceptLoss();

  /**
   * An export to begin with, if the store is empty; once it is imported, it is passed over. As
   * {@code serve --import FILE}.
   */
  Optional<Path> importFile();

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
