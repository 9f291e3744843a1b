package io.muster.session;

import io.muster.agent.Transport;
import io.muster.protocol.Decoded;
import io.muster.protocol.Decoding;
import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import io.muster.protocol.Gzip;
import io.muster.protocol.Malformed;
import io.muster.protocol.ServerMessage;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.ServerErrorResponseType;
import io.muster.telemetry.SessionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * OpAMP over plain HTTP: one request, one answer (HT-1, HT-2). Reads on the event loop, processes
 * on a virtual thread.
 */
@Singleton
class HttpEndpoint {

  private static final Logger LOG = Logger.getLogger(HttpEndpoint.class);

  static final String MEDIA_TYPE = "application/x-protobuf";

  private final Vertx vertx;

  /** Vert.x does not release the buffers that it is given to send. */
  private final ByteBufAllocator heap = new UnpooledByteBufAllocator(false);

  private final SessionServices services;
  private final AgentAuthentication authentication;
  private final PollingSessions polls;

  HttpEndpoint(
      Vertx vertx,
      SessionServices services,
      AgentAuthentication authentication,
      PollingSessions polls) {
    this.vertx = vertx;
    this.services = services;
    this.authentication = authentication;
    this.polls = polls;
  }

  /** Whether this request is OpAMP over plain HTTP, by its media type alone (GEN-4, GEN-5). */
  static boolean isPlainHttp(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    if (type == null) {
      return false;
    }
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters))
        .strip()
        .equalsIgnoreCase(MEDIA_TYPE);
  }

  void handle(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (!request.method().name().equals("POST")) {
      plain(request, 405, "OpAMP over HTTP is POST");
      return;
    }
    switch (authentication.check(request.getHeader("Authorization"))) {
      case AgentAuthentication.Rejected rejected -> {
        services.metrics().rejected("unauthorized");
        request.response().putHeader("WWW-Authenticate", AgentAuthentication.CHALLENGE);
        plain(request, 401, "this agent must send a valid token");
      }
      case AgentAuthentication.Admitted admitted -> {
        String encoding = request.getHeader("Content-Encoding");
        boolean gzip = encoding != null && encoding.strip().equalsIgnoreCase("gzip");
        if (encoding != null
            && !gzip
            && !encoding.isBlank()
            && !encoding.strip().equalsIgnoreCase("identity")) {
          request.response().putHeader("Accept-Encoding", "gzip, identity");
          plain(request, 415, "Content-Encoding must be gzip or identity");
          return;
        }
        if (Expectation.of(request) == Expectation.UNKNOWN) {
          plain(request, 417, "of expectations only 100-continue is understood");
          return;
        }
        boolean wanted =
            new BodyReader(
                    request,
                    services.server().limits().maxMessageBytes(),
                    services.budget(),
                    (status, text) -> refuse(request, status, text))
                .read(
                    request.getHeader("Content-Length"),
                    (body, charge) -> process(request, body, charge, gzip, admitted));
        if (wanted && Expectation.of(request) == Expectation.CONTINUE) {
          // A peer that waits to be asked for its body is asked (HT-14).
          var _ = request.response().writeContinue();
        }
      }
    }
  }

  private void refuse(HttpServerRequest request, int status, String text) {
    services.metrics().malformed(status == 413 ? "too_large" : "no_memory");
    request.response().putHeader("Connection", "close");
    plain(request, status, text);
  }

  private void process(
      HttpServerRequest request,
      ByteBuf body,
      MemoryCharge charge,
      boolean gzip,
      AgentAuthentication.Admitted admitted) {
    // Headers and addresses belong to the event loop; take what is needed along.
    Context context = vertx.getOrCreateContext();
    boolean mayCompress = AcceptEncoding.allowsGzip(request.getHeader("Accept-Encoding"));
    String remote = String.valueOf(request.remoteAddress());
    services.sessions().received();
    var _ =
        Thread.ofVirtual()
            .name("poll")
            .start(() -> {
              long start = System.nanoTime();
              Response response;
              try (charge) {
                response = respond(body, charge, gzip, remote, admitted);
              } catch (RuntimeException | Error e) {
                LOG.errorf(e, "event=request_failed remote=%s", remote);
                response = new Response(500, null, "the server could not process the request");
              } finally {
                services.sessions().processed();
                body.release();
              }
              Response ready = response.compressed(mayCompress, heap);
              services.metrics().processed(SessionMetrics.Kind.POLL, System.nanoTime() - start);
              context.runOnContext(ignored -> ready.send(request));
            });
  }

  private Response respond(
      ByteBuf body,
      MemoryCharge charge,
      boolean gzip,
      String remote,
      AgentAuthentication.Admitted admitted) {
    int compressed = body.readableBytes();
    charge.turn(compressed);
    if (!gzip) {
      return respond(body, charge, remote, admitted);
    }
    int limit = services.server().limits().maxMessageBytes();
    Gzip.Room room =
        bytes -> {
          charge.turn(bytes);
          return charge.covers(compressed + bytes);
        };
    return switch (Gzip.gunzip(body, limit, room, UnpooledByteBufAllocator.DEFAULT)) {
      case Gzip.Inflated(ByteBuf content) -> {
        try {
          yield respond(content, charge, remote, admitted);
        } finally {
          content.release();
        }
      }
      case Gzip.NoRoom() -> {
        services.metrics().malformed("no_memory");
        yield new Response(503, null, "the server has no memory for more large messages now");
      }
      case Gzip.Broken(String message) -> {
        services.metrics().malformed("gzip");
        yield error(400, null, MessageExchange.badRequest(message));
      }
      case Gzip.TooLarge(int allowed) -> {
        services.metrics().malformed("too_large");
        yield new Response(
            413, null, "the body inflates to more than the " + allowed + " bytes allowed");
      }
    };
  }

  private Response respond(
      ByteBuf body, MemoryCharge charge, String remote, AgentAuthentication.Admitted admitted) {
    services.metrics().received(body.readableBytes());
    Decoding decoding = services.decoder().decodeBody(body);
    charge.turnOver(); // It may wait for seconds now to be told whose it is.
    return switch (decoding) {
      case Malformed malformed -> {
        services.metrics().malformed(malformed.reason().name());
        // Undecodable: 400. Decodable but wrong: 200, or Node would retry it for ever (ERR-7).
        int status = malformed.reason() == Malformed.Reason.UID ? 200 : 400;
        yield error(status, malformed.uid(), MessageExchange.badRequest(malformed.message()));
      }
      case Decoded decoded -> {
        if (!services.mayUse(admitted.boundUid(), decoded.uid().uid())) {
          yield error(
              200,
              decoded.uid(),
              MessageExchange.badRequest("this credential belongs to another instance_uid"));
        }
        PollingSession session = polls.session(decoded.uid(), remote);
        if (session == null) {
          services.metrics().message(Transport.HTTP.name(), "failed");
          yield error(
              200, decoded.uid(), MessageExchange.unavailable("too many agents poll this server"));
        }
        yield switch (session.poll(decoded)) {
          case PollingSession.Refused(Duration retryAfter, String text) ->
              Response.unavailable(retryAfter, text);
          case PollingSession.Said said -> said(decoded.uid(), said);
        };
      }
    };
  }

  private static Response said(WireUid uid, PollingSession.Said said) {
    return said.oversize()
        ? error(
            500,
            uid,
            Fragments.errorResponse(
                ServerErrorResponseType.ServerErrorResponseType_Unknown,
                "what this agent should be sent is larger than the server's message limit",
                null))
        : new Response(200, said.message(), "");
  }

  private static Response error(int status, @Nullable WireUid uid, Fragment error) {
    return new Response(status, ServerMessage.of(uid, error), "");
  }

  /** An answer without OpAMP in it. */
  static void plain(HttpServerRequest request, int status, String text) {
    HttpServerResponse response = request.response();
    if (status == 405) {
      response.putHeader("Allow", "POST, GET");
    }
    if (Expectation.of(request) != Expectation.NONE && !request.isEnded()) {
      // The peer may leave its body out now: what comes next on this connection is anybody's guess.
      response.putHeader("Connection", "close");
    }
    if (status == 503 && !response.headers().contains("Retry-After")) {
      response.putHeader("Retry-After", "30");
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(Buffer.buffer(text + "\n"));
  }

  /** What is sent back. */
  private record Response(
      int status,
      @Nullable ServerMessage message,
      String text,
      @Nullable Duration retryAfter,
      @Nullable Buffer body,
      boolean gzip) {

    Response(int status, @Nullable ServerMessage message, String text) {
      this(status, message, text, null, null, false);
    }

    /** 503, and when to come back. */
    static Response unavailable(Duration retryAfter, String text) {
      return new Response(503, null, text, retryAfter, null, false);
    }

    /** The same with its body encoded, compressed if that is allowed and worth it. */
    Response compressed(boolean mayCompress, ByteBufAllocator heap) {
      if (message == null) {
        return this;
      }
      ByteBuf plain = message.body(heap);
      if (!mayCompress || plain.readableBytes() < MIN_COMPRESSED) {
        return new Response(status, message, text, null, Buffer.buffer(plain), false);
      }
      try {
        Buffer compressed = Buffer.buffer(Gzip.gzip(plain, heap));
        return new Response(status, message, text, null, compressed, true);
      } finally {
        plain.release();
      }
    }

    /** On the event loop. */
    void send(HttpServerRequest request) {
      if (body == null) {
        if (retryAfter != null) {
          request.response().putHeader("Retry-After", String.valueOf(retryAfter.toSeconds()));
        }
        plain(request, status, text);
        return;
      }
      HttpServerResponse response = request.response();
      if (response.closed() || response.ended()) {
        return;
      }
      response.setStatusCode(status).putHeader("Content-Type", MEDIA_TYPE);
      if (gzip) {
        response.putHeader("Content-Encoding", "gzip");
      }
      var _ = response.end(body);
    }
  }

  /** Below this, compression costs more than it saves. */
  private static final int MIN_COMPRESSED = 1024;
}
