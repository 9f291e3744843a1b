package io.muster.session;

import io.muster.telemetry.SessionMetrics;
import io.netty.channel.Channel;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Has connections to the operators' port watched as the agents' are: strict about where requests
 * end, bounded in number, in time and in what waits for an answer. Strangers may come by that port
 * too, and what it takes, the agents and the store lack.
 */
@Singleton
public final class OperatorConnections implements HttpServerOptionsCustomizer {

  /**
   * Connections at a time: of the {@link Admission#OTHER_FILES files kept back} the larger part,
   * the rest is the store's. Readers of events are 100 at most.
   */
  static final int MOST = 300;

  private static final Duration HEAD = Duration.ofSeconds(10);

  /** A config of 96 MiB by 7 Mbit/s. */
  private static final Duration BODY = Duration.ofMinutes(2);

  /** {@link ConnectionExtension} is made by Netty, which knows no beans. */
  private static volatile @Nullable OperatorConnections current;

  private final SessionMetrics metrics;
  private final AtomicInteger open = new AtomicInteger();
  private volatile @Nullable HttpServerOptions options;

  OperatorConnections(SessionMetrics metrics) {
    this.metrics = metrics;
  }

  /** Before the port is opened. */
  @Override
  public void customizeHttpServer(HttpServerOptions server) {
    // HTTP/2 would pass by all that watches requests; nobody was promised it.
    options = server.setHttp2ClearTextEnabled(false);
    current = this;
  }

  /** A connection to any port was accepted; those of the agents' are watched already, or TLS. */
  static void opened(Channel channel) {
    OperatorConnections connections = current;
    if (connections != null
        && channel.pipeline().get(StrictRequestDecoder.NAME) != null
        && channel.pipeline().get(UnansweredRequests.NAME) == null) {
      connections.watch(channel);
    }
  }

  private void watch(Channel channel) {
    HttpServerOptions server = options;
    if (server == null || open.incrementAndGet() > MOST) {
      open.decrementAndGet();
      metrics.evicted("too_many_operators");
      var _ = channel.close();
      return;
    }
    var _ = channel.closeFuture().addListener(ignored -> open.decrementAndGet());
    StrictRequestDecoder.install(channel, server);
    RequestDeadline.watch(channel, HEAD, BODY, metrics);
    UnansweredRequests.watch(channel, metrics);
    RefusedRequests.watch(channel, RefusedRequests.Form.PROBLEM);
  }
}
