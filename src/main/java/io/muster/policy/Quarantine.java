package io.muster.policy;

import io.muster.protocol.ContentHash;

/**
 * A config that was taken back from a target's agents: those that had it do not get it again until
 * an operator retries it on them.
 *
 * @param rollout id of the rollout that took it back
 * @param hash of the config as agents know it
 * @param reason for people
 */
public record Quarantine(String rollout, ContentHash hash, String reason) {

  public Quarantine {
    if (rollout.isEmpty() || hash.isEmpty()) {
      throw new IllegalArgumentException("a quarantine needs a rollout and a hash");
    }
  }
}
