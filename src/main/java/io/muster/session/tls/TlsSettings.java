package io.muster.session.tls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** TLS on the agents' port. It is on if there is a certificate. */
@ConfigMapping(prefix = "muster.agents.tls")
public interface TlsSettings {

  /** File of the certificate and those that issued it, the server's first: PEM. */
  Optional<Path> certificate();

  /** File of the certificate's private key: PEM, PKCS #8, not encrypted. */
  Optional<Path> key();

  /** Versions of TLS that are spoken. */
  @WithDefault("TLSv1.3")
  Set<String> protocols();

  /** What does the cryptography: `openssl`, `jdk`, or `auto`, OpenSSL where it can be loaded. */
  @WithDefault("auto")
  Engine engine();

  /** How often the files are looked at; new ones are used without a restart. */
  @WithDefault("30s")
  Duration reloadInterval();

  /** How long a handshake may take. */
  @WithDefault("10s")
  Duration handshakeTimeout();

  /** Most handshakes at a time; who comes in addition is cut off, and comes back. */
  @WithDefault("10000")
  int maxHandshakes();

  /** What does the cryptography. */
  enum Engine {
    /** OpenSSL where it can be loaded, else the JDK. */
    AUTO,
    /** BoringSSL, as built for Netty. */
    OPENSSL,
    /** The JDK. */
    JDK
  }
}
