package io.muster.session;

import io.muster.fleet.Fleet;
import io.muster.telemetry.SessionMetrics;
import io.netty.channel.EventLoop;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the two ports apart on the one router: the agents' path is served on the agents' port and
 * nothing else is, and the other way round.
 */
@Singleton
class PortRouter {

  private static final String ADMITTED = "muster.plane";

  private static final String WEB_SOCKET_VERSION = "13";

  /** Behind what Quarkus Security does with every request, before what upgrades. */
  private static final int AFTER_SECURITY = -50;

  private final AgentSettings settings;
  private final AgentListener listener;
  private final HttpEndpoint http;
  private final Admission admission;
  private final UpgradeTurns turns;
  private final Fleet fleet;
  private final SessionMetrics metrics;

  PortRouter(
      AgentSettings settings,
      AgentListener listener,
      HttpEndpoint http,
      Admission admission,
      UpgradeTurns turns,
      Fleet fleet,
      SessionMetrics metrics) {
    this.settings = settings;
    this.listener = listener;
    this.http = http;
    this.admission = admission;
    this.turns = turns;
    this.fleet = fleet;
    this.metrics = metrics;
  }

  void routes(@Observes Router router) {
    router.route().order(-10_000).handler(this::split);
    router.route(OpampEndpoint.PATH).order(-9_000).handler(this::agent);
    router.route(OpampEndpoint.PATH).order(AFTER_SECURITY).handler(PortRouter::forgetOperators);
  }

  /**
   * Agents are no operators. WebSockets Next would keep the request of the handshake as long as the
   * socket lives, only to be able to ask whose it was.
   */
  private static void forgetOperators(RoutingContext routing) {
    routing.remove(QuarkusHttpUser.DEFERRED_IDENTITY_KEY);
    routing.next();
  }

  private void split(RoutingContext routing) {
    boolean agentPort = listener.owns(routing.request());
    boolean agentPath = routing.normalizedPath().equals(settings.path());
    if (routing.get(ADMITTED) != null || (!agentPort && !isFrontDoor(routing))) {
      routing.next();
    } else if (agentPort && listener.draining()) {
      refuse(routing.request(), admission.draining());
    } else if (agentPort && !fleet.loaded()) {
      refuse(routing.request(), Admission.notLoaded());
    } else if (agentPort && listener.noRoom(routing.request())) {
      refuse(routing.request(), admission.full());
    } else if (agentPort && agentPath) {
      routing.put(ADMITTED, true);
      if (agentPathIsFrontDoor()) {
        routing.next();
      } else {
        // WebSockets Next knows its path from build time.
        routing.reroute(OpampEndpoint.PATH);
      }
    } else {
      HttpEndpoint.plain(
          routing.request(),
          404,
          agentPort ? "agents connect to " + settings.path() : "agents connect to another port");
    }
  }

  private void refuse(HttpServerRequest request, Admission.Refusal refusal) {
    metrics.rejected(refusal.reason());
    request
        .response()
        .putHeader("Retry-After", Integer.toString(refusal.retryAfterSeconds()))
        .putHeader("Connection", "close");
    HttpEndpoint.plain(request, refusal.status(), refusal.text());
    closeWhenRead(request);
  }

  /**
   * Vert.x goes by the request's Connection header, not by the answer's. With a body that was not
   * read, the peer would see a reset instead of the answer.
   */
  private static void closeWhenRead(HttpServerRequest request) {
    if (request.isEnded()) {
      var _ = request.connection().close();
    } else {
      var _ = request.end().onSuccess(ignored -> request.connection().close());
    }
  }

  private static String address(HttpServerRequest request) {
    SocketAddress remote = request.remoteAddress();
    return remote == null ? "" : String.valueOf(remote.hostAddress());
  }

  private static boolean isFrontDoor(RoutingContext routing) {
    return routing.normalizedPath().equals(OpampEndpoint.PATH);
  }

  private boolean agentPathIsFrontDoor() {
    return settings.path().equals(OpampEndpoint.PATH);
  }

  private void agent(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (HttpEndpoint.isPlainHttp(request)) {
      http.handle(routing);
    } else if (isUpgrade(request)) {
      admission
          .connect(address(request))
          .ifPresentOrElse(refusal -> refuse(request, refusal), () -> upgrade(routing));
    } else if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        && !WEB_SOCKET_VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
      request.response().putHeader("Sec-WebSocket-Version", WEB_SOCKET_VERSION);
      HttpEndpoint.plain(request, 426, "WebSocket version 13 is spoken here");
    } else if (request.method().name().equals("POST")) {
      HttpEndpoint.plain(
          request, 415, "OpAMP over HTTP has Content-Type " + HttpEndpoint.MEDIA_TYPE);
    } else {
      HttpEndpoint.plain(request, 405, "OpAMP is spoken over WebSocket, or by POST");
    }
  }

  private void upgrade(RoutingContext routing) {
    EventLoop loop = ((ConnectionBase) routing.request().connection()).channel().eventLoop();
    // Paused, or it would be over before its turn; the upgrade and UpgradeCheck resume it.
    routing.request().pause();
    turns.take(loop, () -> upgradeNow(routing));
  }

  private void upgradeNow(RoutingContext routing) {
    if (routing.response().closed()) {
      return;
    }
    if (listener.draining()) {
      // The waves have begun meanwhile, and would miss it.
      routing.request().resume();
      refuse(routing.request(), admission.draining());
    } else {
      routing.next();
    }
  }

  /** All that the handshake needs (RFC 6455 §4.2.1), so that it cannot fail later. */
  private static boolean isUpgrade(HttpServerRequest request) {
    return request.method().name().equals("GET")
        && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
        && names(request.getHeader("Connection"), "upgrade")
        && request.getHeader("Sec-WebSocket-Key") != null
        && WEB_SOCKET_VERSION.equals(request.getHeader("Sec-WebSocket-Version"));
  }

  private static boolean names(@Nullable String list, String token) {
    return list != null
        && Arrays.stream(list.split(",", -1))
            .anyMatch(item -> item.strip().equalsIgnoreCase(token));
  }
}
