package io.muster.policy;

import io.muster.agent.Selector;
import io.muster.config.ConfigName;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.failure.InvalidInput;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's wish for a target.
 *
 * @param author the operator's name
 * @param ifMatch generation that the target must have; {@link #NONE} if there must be none of this
 *     name; null if it does not matter
 * @param comment why, for people; may be empty
 */
public record PutTarget(
    String name, TargetSpec spec, String author, @Nullable Long ifMatch, String comment) {

  /** For {@link #ifMatch}: there must be no target of this name. */
  public static final long NONE = 0;

  /** Most characters of a comment. */
  private static final int MAX_COMMENT = ConfigRevision.MAX_COMMENT;

  public PutTarget {
    ConfigName.check("target", name);
    if (comment.length() > MAX_COMMENT) {
      throw new InvalidInput(
          "comment has " + comment.length() + " characters, at most " + MAX_COMMENT);
    }
  }

  /** Without a reason. */
  public PutTarget(String name, TargetSpec spec, String author, @Nullable Long ifMatch) {
    this(name, spec, author, ifMatch, "");
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
    return new PutTarget(name, spec.naming(other), author, ifMatch, comment);
  }

  /** The same, matching this generation. */
  public PutTarget matching(@Nullable Long generation) {
    return new PutTarget(name, spec, author, generation, comment);
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
