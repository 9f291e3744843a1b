package io.muster.store.infinispan;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the Infinispan servers are; used if {@code muster.store.kind} is {@code infinispan}. */
@ConfigMapping(prefix = "muster.store.infinispan")
public interface InfinispanSettings {

  /**
   * The servers, as {@code host:port;host:port}. One is enough to find the others, several are
   * better for a start while one is down.
   */
  @WithDefault("127.0.0.1:11222")
  String hosts();

  /** The user; without one no login is tried. */
  Optional<String> user();

  /** The user's password. Better in the environment than in a command line. */
  Optional<String> password();

  /** Whether the connection is encrypted. */
  @WithDefault("false")
  boolean tls();

  /**
   * A PKCS12 or JKS file with the certificates to trust; without it, those that the JVM trusts.
   * Implies {@code tls}.
   */
  Optional<Path> trustStore();

  /** The password of the trust store, if it has one. */
  Optional<String> trustStorePassword();

  /**
   * The name that is in the certificate of every server; without it, the host of the first of
   * {@code hosts}.
   */
  Optional<String> serverName();

  /** How long to wait for a connection to one server. */
  @WithDefault("2s")
  Duration connectTimeout();

  /** How long to wait for the answer of one server before another one is asked. */
  @WithDefault("3s")
  Duration answerTimeout();

  /**
   * How long a read or a write may take in all. A write that takes longer has failed for its
   * caller, and may have happened all the same.
   */
  @WithDefault("10s")
  Duration timeout();

  /** How often to look whether the servers are there, and to try again if not. */
  @WithDefault("2s")
  Duration probeInterval();

  /**
   * The largest value that is written. The servers close the connection on more than the {@code
   * max-content-length} of their {@code hotrod-connector}, 10 MB by default: raise both, 64M is the
   * most.
   */
  @WithDefault("9000000")
  MemorySize maxValueSize();
}
