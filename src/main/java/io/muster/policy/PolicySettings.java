package io.muster.policy;

import io.muster.config.ConfigReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the policy consists of beside configs and targets; one record.
 *
 * @param defaultConfig for agents that no target wants; null for none
 * @param generation rises with every change of configs, targets and this record; the generation of
 *     the {@link Policy}
 * @param changedAt when the default config was last set
 * @param changedBy who set it; empty if nobody ever did
 * @param seal of all that the policy consisted of when the generation was raised to this; empty if
 *     nobody has looked since
 */
public record PolicySettings(
    @Nullable ConfigReference defaultConfig,
    long generation,
    Instant changedAt,
    String changedBy,
    String seal) {

  /** Before anything was set. */
  public static final PolicySettings NONE = new PolicySettings(null, 0, Instant.EPOCH, "");

  /** Without a seal: something was changed. */
  public PolicySettings(
      @Nullable ConfigReference defaultConfig,
      long generation,
      Instant changedAt,
      String changedBy) {
    this(defaultConfig, generation, changedAt, changedBy, "");
  }

  /** The same in another generation, which is that of what the seal is of. */
  PolicySettings sealed(long newGeneration, String newSeal) {
    return new PolicySettings(defaultConfig, newGeneration, changedAt, changedBy, newSeal);
  }
}
