package io.muster.session;

import io.muster.fleet.Arrival;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.netty.channel.ChannelPipeline;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets an agent upgrade to WebSocket, or answers 401 before it does (AU-1, AU-3), and puts our
 * handlers into the connection's pipeline: here, not when the socket opens, so that the first frame
 * is not missed.
 */
@Singleton
public class UpgradeCheck implements HttpUpgradeCheck {

  private static final String HANDLER = "opamp";
  private static final String GUARD = "opamp-guard";

  /** What a connection needs only while it carries requests. */
  static final List<String> FOR_REQUESTS =
      Stream.concat(
              RequestDeadline.NAMES.stream(),
              Stream.of(
                  RefusedRequests.NAME,
                  UnansweredRequests.NAME,
                  "idle",
                  "webSocketExtensionHandler"))
          .toList();

  /**
   * The handshake keeps its headers for the life of the connection: all but these are dropped,
   * tokens above all.
   */
  private static final Set<String> KEPT =
      Set.of("host", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version");

  private final SessionServices services;
  private final AgentAuthentication authentication;

  UpgradeCheck(SessionServices services, AgentAuthentication authentication) {
    this.services = services;
    this.authentication = authentication;
  }

  @Override
  public Uni<CheckResult> perform(HttpUpgradeContext context) {
    HttpServerRequest request = context.httpRequest();
    return switch (authentication.check(request.getHeader("Authorization"))) {
      case AgentAuthentication.Rejected rejected -> {
        services.metrics().rejected("unauthorized");
        services.refusedPeers().refused(String.valueOf(request.remoteAddress()), "unauthorized");
        request.resume(); // the connection goes on with its next request
        yield CheckResult.rejectUpgrade(
            401, Map.of("WWW-Authenticate", List.of(AgentAuthentication.CHALLENGE)));
      }
      case AgentAuthentication.Admitted admitted -> {
        if (takesSignedOnly(request, admitted)) {
          services.metrics().rejected("unsigned");
          request.resume();
          String seconds = String.valueOf(MessageExchange.UNSIGNED_RETRY_AFTER.toSeconds());
          yield CheckResult.rejectUpgrade(503, Map.of("Retry-After", List.of(seconds)));
        }
        install(context, request, admitted);
        yield CheckResult.permitUpgrade();
      }
    };
  }

  /**
   * Whether this is an agent that is known to drop every message that is not signed. Known by the
   * uid that it names or that its token is bound to: an address or a token may be many agents'.
   */
  private boolean takesSignedOnly(
      HttpServerRequest request, AgentAuthentication.Admitted admitted) {
    InstanceUid uid = admitted.boundUid() != null ? admitted.boundUid() : named(request);
    return uid != null
        && services
            .fleet()
            .find(uid)
            .filter(agent -> agent.state().can(AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION))
            .isPresent();
  }

  private static @Nullable InstanceUid named(HttpServerRequest request) {
    String header = request.getHeader("OpAMP-Instance-UID");
    try {
      return header == null ? null : InstanceUid.parse(header.strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void install(
      HttpUpgradeContext context,
      HttpServerRequest request,
      AgentAuthentication.Admitted admitted) {
    String remote = String.valueOf(request.remoteAddress());
    Arrival arrival = Arrivals.of(request, services.settings().trustForwardedProto());
    trim(request.headers());
    ChannelPipeline pipeline = ((ConnectionBase) request.connection()).channel().pipeline();
    // They are there if an earlier upgrade on this connection failed.
    for (String name : List.of(HANDLER, GUARD)) {
      if (pipeline.get(name) != null) {
        pipeline.remove(name);
      }
    }
    ReadGate gate = new ReadGate(pipeline.channel());
    SocketMemoryGuard guard = new SocketMemoryGuard(services.budget(), gate);
    pipeline.addBefore("httpDecoder", GUARD, guard);
    AgentSocket socket =
        new AgentSocket(
            services,
            pipeline.context("handler"),
            gate,
            new AgentSocket.Peer(remote, arrival, admitted.boundUid()));
    FrameHandler handler =
        new FrameHandler(
            services, socket, guard, gate, services.wheel(pipeline.channel().eventLoop()));
    pipeline.addBefore("handler", HANDLER, handler);
    context.userData().put(OpampEndpoint.HANDLER, new OpampEndpoint.FrameHandlerHandle(handler));
  }

  private static void trim(MultiMap headers) {
    for (String name : List.copyOf(headers.names())) {
      if (!KEPT.contains(name.toLowerCase(Locale.ROOT))) {
        headers.remove(name);
      }
    }
  }
}
