package io.muster.simulator;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** How the agents trust the server. */
final class Tls {

  private Tls() {}

  /** The context for all of them; null without TLS. */
  static @Nullable SslContext context(SimulationPlan plan) {
    if (!plan.server().tls()) {
      return null;
    }
    SslContextBuilder builder = SslContextBuilder.forClient();
    Path authorities = plan.tlsAuthorities();
    if (plan.tlsUnchecked()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else if (authorities != null) {
      builder.trustManager(authorities.toFile());
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }
}
