package io.muster.session.tls;

import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;

/** Has Vert.x use a context that is there already. */
final class OwnContext extends SSLEngineOptions {

  private final RenewableContext context;

  OwnContext(RenewableContext context) {
    this.context = context;
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return () -> context;
  }

  @Override
  public SSLEngineOptions copy() {
    return new OwnContext(context);
  }
}
