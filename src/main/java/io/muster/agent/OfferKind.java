package io.muster.agent;

/** What is offered to agents and answered with a status. */
public enum OfferKind {
  /** `remote_config`. */
  CONFIG,
  /** `connection_settings`. */
  CONNECTION
}
