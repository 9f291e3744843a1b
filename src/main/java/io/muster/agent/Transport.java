package io.muster.agent;

/** How an agent reaches the server. */
public enum Transport {
  /** A socket on which the server may speak first. */
  WEBSOCKET,
  /** Polling: what the server has to say waits for the next request. */
  HTTP
}
