package io.muster.policy;

import io.muster.agent.Selector;
import io.muster.config.ConfigName;
import io.muster.config.ConfigReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's wish for a target.
 *
 * @param author the operator's name
 * @param ifMatch generation that the target must have; {@link #NONE} if there must be none of this
 *     name; null if it does not matter
 */
public record PutTarget(String name, TargetSpec spec, String author, @Nullable Long ifMatch) {

  /** For {@link #ifMatch}: there must be no target of this name. */
  public static final long NONE = 0;

  public PutTarget {
    ConfigName.check("target", name);
  }

  /** The wish for what is there, with another config. */
  public static PutTarget of(Target present, ConfigReference config, String author) {
    return new PutTarget(present.name(), present.spec().naming(config), author, null);
  }

  /** Which agents it is for. */
  public Selector selector() {
    return spec.selector();
  }

  /** What they are to have. */
  public ConfigReference config() {
    return spec.config();
  }

  /** The same with another config. */
  public PutTarget naming(ConfigReference other) {
    return new PutTarget(name, spec.naming(other), author, ifMatch);
  }

  /** The same, matching this generation. */
  public PutTarget matching(@Nullable Long generation) {
    return new PutTarget(name, spec, author, generation);
  }

  /** The target it asks for. */
  public Target target(long generation, Instant changedAt, String changedBy) {
    return new Target(name, spec, generation, changedAt, changedBy);
  }

  /** Whether what is there is what is asked for; what rollouts did to it does not matter. */
  public boolean asksFor(Target present) {
    return name.equals(present.name()) && spec.equals(present.spec());
  }
}
