package io.muster.conformance.wire;

/** The two transports of OpAMP. The meaning of messages is the same on both. */
public enum Transport {
  /** Binary messages with a header, the server may speak first. */
  WEBSOCKET,
  /** One request, one answer. */
  HTTP
}
