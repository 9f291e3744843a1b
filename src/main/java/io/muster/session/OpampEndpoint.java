package io.muster.session;

import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;

/**
 * The front door of OpAMP over WebSocket: handshake, life cycle, Ping and Close are WebSockets
 * Next's; data frames never get here, {@link FrameHandler} takes them out of the pipeline.
 * CONCURRENT, because order is kept by our mailboxes and the serial mode costs 1.2 KB per
 * connection.
 */
@WebSocket(path = OpampEndpoint.PATH, inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class OpampEndpoint {

  /** The path at build time; another one that is configured is routed here. */
  static final String PATH = "/v1/opamp";

  /** Where the upgrade check leaves the handler for {@link #opened}. */
  static final TypedKey<FrameHandlerHandle> HANDLER = new TypedKey<>("muster.handler");

  /** Wraps the handler, which is not public. */
  record FrameHandlerHandle(FrameHandler handler) {}

  @OnOpen
  @NonBlocking
  void opened(WebSocketConnection connection) {
    FrameHandlerHandle handle = connection.userData().get(HANDLER);
    if (handle != null) {
      handle.handler().socket().established(connection);
      handle.handler().opened();
    }
  }
}
