package io.muster.protocol;

import io.muster.protocol.proto.AgentToServer;

/**
 * A message that follows the rules of the wire. What its fields mean is not checked here: enum
 * values and capability bits may be unknown (IN-3, CAP-9). Unknown fields are gone (IN-1).
 *
 * @param message independent of the buffer that it was read from
 * @param uid who sent it, and how the answer names it
 * @param headerless whether it came without the WebSocket header, as agents of before OpAMP 0.7
 *     send it; the answer then has none either. Always false over HTTP
 */
public record Decoded(AgentToServer message, WireUid uid, boolean headerless) implements Decoding {}
