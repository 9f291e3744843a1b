package io.muster.config;

import java.time.Instant;

/**
 * That a config is kept by something outside, such as a ConfigMap (SEMANTICS 40).
 *
 * @param config name of the config
 * @param owner as people are told it, {@code kubernetes:NAMESPACE/NAME}; also the author of what it
 *     puts
 * @param uid tells an owner from one that had its name before
 * @param observed what the owner wanted when it was last taken, as a hash
 * @param revision that came of it
 * @param rollout that brings it to a target; empty if none does
 * @param changedAt when the hold was last changed
 * @param changedBy who changed it: the owner, or an operator's name
 */
public record ConfigOwner(
    String config,
    String owner,
    String uid,
    Hold hold,
    String observed,
    long revision,
    String rollout,
    Instant changedAt,
    String changedBy) {

  /** How far the config is its owner's. */
  public enum Hold {
    /** Nobody else may put or delete it. */
    HELD,
    /** The owner is gone; the config stays, and anybody may put it. */
    ORPHANED,
    /** An operator took it away from the owner, who gets it back only by beginning anew. */
    DETACHED
  }

  public ConfigOwner {
    ConfigName.check("config", config);
    if (owner.isEmpty()) {
      throw new IllegalArgumentException("an owner has a name");
    }
  }

  /** Whether only the owner may change the config. */
  public boolean locks() {
    return hold == Hold.HELD;
  }

  /** The same with another hold. */
  public ConfigOwner holding(Hold other, Instant now, String by) {
    return new ConfigOwner(config, owner, uid, other, observed, revision, rollout, now, by);
  }

  /** The same after the owner wanted something else, and got it. */
  public ConfigOwner observing(String wanted, long made, String broughtBy) {
    return new ConfigOwner(config, owner, uid, hold, wanted, made, broughtBy, changedAt, changedBy);
  }
}
