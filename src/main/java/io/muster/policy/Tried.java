package io.muster.policy;

import io.muster.protocol.ContentHash;

/**
 * A config that a rollout gave, or may be giving, to some agents of a target: who has it of that
 * rollout and should have the target's own is to be brought back.
 *
 * @param rollout id of the rollout
 * @param hash of the config as agents know it
 * @param since generation of the policy before the rollout: what agents were offered from that or
 *     an earlier one is none of its doing; 0 if it is not known
 */
public record Tried(String rollout, ContentHash hash, long since) {

  public Tried {
    if (rollout.isEmpty() || hash.isEmpty()) {
      throw new IllegalArgumentException("what was tried is a hash, by a rollout");
    }
  }
}
