package io.muster.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How connection settings are offered. */
@ConfigMapping(prefix = "muster.connections")
public interface ConnectionsSettings {

  /**
   * URLs at which agents reach this server, all instances together. An endpoint at another host or
   * port is refused then, unless it is put with `leaves`. Unset: any endpoint may be this server's,
   * and agents that do not come back tell.
   */
  Optional<List<String>> endpoints();

  /**
   * Whether a host that an agent was told must be the one it asks for when it comes back (`Host`,
   * `X-Forwarded-Host`). Switch it off if a proxy puts another host in and does not tell.
   */
  @WithDefault("true")
  boolean compareHost();

  /**
   * Whether secret headers may be offered over a connection that is not encrypted, if it comes from
   * this machine.
   */
  @WithDefault("true")
  boolean secretsOnLoopback();

  /** Agents of one name that may be on the way at a time, once eleven of their kind are back. */
  @WithDefault("50")
  int atOnce();

  /** Time between two looks at agents that are on the way. */
  @WithDefault("1s")
  Duration interval();
}
