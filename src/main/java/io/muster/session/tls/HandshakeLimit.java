package io.muster.session.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/**
 * Bounds the handshakes under way: each holds buffers and keys, and costs a signature, before
 * anything is known about the peer. One too many is answered with an alert. Thread-safe.
 */
final class HandshakeLimit {

  private static final Logger LOG = Logger.getLogger(HandshakeLimit.class);

  private final int most;
  private final Runnable refused;
  private final AtomicInteger underWay = new AtomicInteger();

  HandshakeLimit(int most, Runnable refused) {
    this.most = most;
    this.refused = refused;
  }

  /** Counts this handshake until it ends, well or not. */
  SslHandler counting(SslHandler handler) {
    if (underWay.incrementAndGet() > most) {
      refused.run();
      // The connection is not there yet; a closed engine ends it with the first bytes.
      handler
          .sslCloseFuture()
          .addListener((Future<Channel> closed) -> {
            if (closed.isSuccess()) {
              var _ = closed.getNow().close();
            }
          });
      close(handler.engine());
    }
    // Also fails when the peer leaves or takes too long.
    handler.handshakeFuture().addListener(ended -> underWay.decrementAndGet());
    return handler;
  }

  private static void close(SSLEngine engine) {
    engine.closeOutbound();
    try {
      engine.closeInbound(); // The JDK's would go on with the handshake otherwise.
    } catch (SSLException e) {
      LOG.debugf(e, "event=tls_engine_not_closed");
    }
  }
}
