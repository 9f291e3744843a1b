package io.muster.policy;

import io.muster.protocol.ContentHash;

/**
 * A config that was taken back from a target's agents: those that had it do not get it again until
 * an operator retries it on them.
 *
 * @param rollout id of the rollout that took it back
 * @param hash of the config as agents know it
 * @param reason for people
 * @param since generation of the policy before the rollout: what agents were offered from that or
 *     an earlier one is not taken back
 */
public record Quarantine(String rollout, ContentHash hash, String reason, long since) {

  /** One that takes back whenever it was offered. */
  public Quarantine(String rollout, ContentHash hash, String reason) {
    this(rollout, hash, reason, 0);
  }

  public Quarantine {
    if (rollout.isEmpty() || hash.isEmpty()) {
      throw new IllegalArgumentException("a quarantine needs a rollout and a hash");
    }
  }
}
