package io.muster.fleet;

/** Where agents connect to this instance, once it is ready. Any thread; nothing blocks. */
public interface AgentAddress {

  /**
   * An address as the instance knows it; what is between it and its agents may make another of it.
   *
   * @param tls whether connections are encrypted here
   * @param host the address that is listened on, which may stand for all
   * @param port the real one
   * @param path of both transports
   * @param token whether agents must have a token
   */
  record Address(boolean tls, String host, int port, String path, boolean token) {}

  /** The address of this instance. */
  Address address();
}
