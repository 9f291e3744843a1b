package io.muster.cluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** This server among others on the same store. With the embedded store only the name is used. */
@ConfigMapping(prefix = "muster.cluster")
public interface ClusterSettings {

  /**
   * What the instance's id begins with, for people; the name of the host if it is not set. A random
   * part is added, so that each start is an instance of its own.
   */
  Optional<String> name();

  /**
   * How long an instance that says nothing counts as alive, and a leader as leading; at least 3 s.
   * Agents of an instance that was killed are shown as disconnected after this time.
   */
  @WithDefault("12s")
  Duration lease();

  /** How often everything that is followed is read again, whatever the hints said. */
  @WithDefault("30s")
  Duration reread();
}
