package io.muster.access;

/** Leave to do one kind of thing with one kind of resource. */
public record Permission(Resource resource, Action action) {

  /** What is acted on. */
  public enum Resource {
    /** Agents, their health, labels and attempts. */
    AGENT,
    /** Configs, targets and the default config. */
    CONFIG,
    /** Settings of the agents' connections. */
    CONNECTION,
    /** All that the server keeps, with the secrets in it. */
    STATE
  }

  /** What is done to it. */
  public enum Action {
    READ,
    WRITE,
    /** Make agents do something: restart, retry, a custom message. */
    EXECUTE
  }
}
