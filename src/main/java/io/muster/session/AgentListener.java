package io.muster.session;

import io.muster.session.tls.AgentTls;
import io.muster.telemetry.SessionMetrics;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.internal.SystemPropertyUtil;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The agents' port: one server per event loop, all on one address, in front of the shared router.
 */
@Singleton
public class AgentListener {

  private static final Logger LOG = Logger.getLogger(AgentListener.class);

  private static final int BACKLOG = 4096;
  private static final int CLOSING_SECONDS = 5;
  private static final int UNKNOWN_PORT = -1;

  /**
   * Vert.x: a port shared by all servers that ask for the same negative number. Quarkus asks for -1
   * to -3 for its own.
   */
  private static final int ANY_PORT = -4320;

  private final Vertx vertx;
  private final AgentSettings settings;
  private final Admission admission;
  private final AgentTls tls;
  private final SessionMetrics metrics;

  /** Marks connections for which there was no room when they came. */
  private final AttributeKey<Boolean> noRoom = AttributeKey.valueOf("muster.no-room");

  /** One for all connections. */
  private final Handler<Void> closed;

  private volatile int port = UNKNOWN_PORT;
  private final HttpServerOptions options;
  private volatile @Nullable String deployment;
  private volatile boolean draining;

  AgentListener(
      Vertx vertx,
      AgentSettings settings,
      AgentTls tls,
      Admission admission,
      SessionMetrics metrics) {
    this.vertx = vertx;
    this.settings = settings;
    this.tls = tls;
    this.metrics = metrics;
    this.admission = admission;
    this.closed = ignored -> admission.closed();
    this.options = options();
  }

  /** Listens from now on; blocks until the port is bound. */
  void start(Router router) {
    int loops =
        Math.max(
            1,
            SystemPropertyUtil.getInt(
                "io.netty.eventLoopThreads", Runtime.getRuntime().availableProcessors()));
    try {
      deployment =
          vertx
              .deployVerticle(
                  () -> new Listener(router, options), new DeploymentOptions().setInstances(loops))
              .toCompletionStage()
              .toCompletableFuture()
              .join();
    } catch (CompletionException e) {
      throw cannotListen(e.getCause());
    }
    LOG.infof(
        "event=agents_listening host=%s port=%d path=%s tls=%s tls_version=%s",
        settings.host(),
        port,
        settings.path(),
        tls.enabled() ? tls.engine() : "none",
        tls.enabled() ? tls.engineVersion() : "-");
  }

  private RuntimeException cannotListen(@Nullable Throwable cause) {
    String what = "Cannot listen for agents on " + settings.host() + ":" + settings.port();
    // The native transport throws an IOException of its own instead of a BindException.
    if (cause instanceof IOException) {
      return new ConfigurationException(
          what
              + " ("
              + cause.getMessage()
              + "): another process has the port, or the address is not this machine's. Stop it, or"
              + " choose another with --agent-port or muster.agents.port");
    }
    return new ConfigurationException(what, cause);
  }

  /**
   * Lets nobody in from now on; open connections stay.
   *
   * @param away how long it takes until this server may be there again
   */
  void drain(Duration away) {
    admission.drain(away);
    draining = true;
  }

  /** Whether peers are turned away because the server is about to stop. */
  boolean draining() {
    return draining;
  }

  /** How many have been turned away since {@link #drain}. */
  int turnedAway() {
    return admission.turnedAway();
  }

  /** Closes the port and what is still connected; blocks. */
  void stop() {
    String id = deployment;
    if (id != null) {
      deployment = null;
      vertx
          .undeploy(id)
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(CLOSING_SECONDS, TimeUnit.SECONDS)
          .exceptionally(e -> null)
          .join();
    }
  }

  /** The port that is listened on, the real one if the system chose it; -1 before the start. */
  public int port() {
    return port;
  }

  /** Whether agents speak TLS here. */
  public boolean secure() {
    return tls.enabled();
  }

  /** Whether agents are let in: for readiness. */
  public boolean listening() {
    return deployment != null && !draining;
  }

  /** Whether a request came by the agents' port. */
  boolean owns(HttpServerRequest request) {
    SocketAddress local = request.localAddress();
    return local != null && local.port() == port;
  }

  private void opened(HttpConnection connection) {
    connection.closeHandler(closed);
    Channel channel = ((ConnectionBase) connection).channel();
    switch (admission.opened()) {
      case ENOUGH -> {}
      case NONE -> channel.attr(noRoom).set(true);
      case NOT_EVEN_TO_ANSWER -> {
        metrics.rejected("connections");
        var _ = channel.close();
        return;
      }
    }
    StrictRequestDecoder.install(channel, options);
    RequestDeadline.watch(channel, settings.headTimeout(), settings.readTimeout(), metrics);
    UnansweredRequests.watch(channel, metrics);
    RefusedRequests.watch(channel, RefusedRequests.Form.TEXT);
  }

  /** Whether there was no room for the connection of a request when it came. */
  boolean noRoom(HttpServerRequest request) {
    return ((ConnectionBase) request.connection()).channel().hasAttr(noRoom);
  }

  private HttpServerOptions options() {
    int limit = (int) settings.maxMessageSize().asLongValue();
    HttpServerOptions options = new HttpServerOptions();
    tls.secure(options);
    return options
        .setHost(settings.host())
        .setPort(settings.port() == 0 ? ANY_PORT : settings.port())
        .setAcceptBacklog(BACKLOG)
        .setReuseAddress(true)
        .setTcpNoDelay(true)
        .setHttp2ClearTextEnabled(false)
        .setIdleTimeout((int) settings.httpIdleTimeout().toSeconds())
        .setMaxWebSocketFrameSize(limit)
        .setMaxWebSocketMessageSize(limit)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setWebSocketClosingTimeout(CLOSING_SECONDS)
        .setCompressionSupported(false);
  }

  private final class Listener extends AbstractVerticle {

    private final Router router;
    private final HttpServerOptions options;

    Listener(Router router, HttpServerOptions options) {
      this.router = router;
      this.options = options;
    }

    @Override
    public void start(Promise<Void> started) {
      HttpServer server =
          vertx
              .createHttpServer(options)
              .connectionHandler(AgentListener.this::opened)
              .requestHandler(router);
      server
          .listen()
          .onSuccess(bound -> {
            port = bound.actualPort();
            started.complete();
          })
          .onFailure(started::fail);
    }
  }
}
