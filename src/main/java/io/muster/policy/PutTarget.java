package io.muster.policy;

import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.failure.InvalidInput;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's wish for a target; what the parts mean is told at {@link Target}.
 *
 * @param author the operator's name
 * @param ifMatch generation that the target must have; {@link #NONE} if there must be none of this
 *     name; null if it does not matter
 * @param comment why, for people; may be empty
 */
public record PutTarget(
    String name,
    Selector selector,
    ConfigReference config,
    int weight,
    int order,
    boolean labelsOnly,
    boolean requireRollout,
    String author,
    @Nullable Long ifMatch,
    String comment) {

  /** For {@link #ifMatch}: there must be no target of this name. */
  public static final long NONE = 0;

  /** Most characters of a comment. */
  private static final int MAX_COMMENT = ConfigRevision.MAX_COMMENT;

  public PutTarget {
    if (comment.length() > MAX_COMMENT) {
      throw new InvalidInput(
          "comment has " + comment.length() + " characters, at most " + MAX_COMMENT);
    }
    // A target checks its own parts.
    var _ =
        new Target(
            name,
            selector,
            config,
            weight,
            order,
            labelsOnly,
            requireRollout,
            1,
            Instant.EPOCH,
            author);
  }

  /** Without a reason. */
  public PutTarget(
      String name,
      Selector selector,
      ConfigReference config,
      int weight,
      int order,
      boolean labelsOnly,
      boolean requireRollout,
      String author,
      @Nullable Long ifMatch) {
    this(name, selector, config, weight, order, labelsOnly, requireRollout, author, ifMatch, "");
  }

  /** The wish for what is there, with another config. */
  public static PutTarget of(Target present, ConfigReference config, String author) {
    return new PutTarget(
        present.name(),
        present.selector(),
        config,
        present.weight(),
        present.order(),
        present.labelsOnly(),
        present.requireRollout(),
        author,
        null);
  }

  /** The same with another config. */
  public PutTarget naming(ConfigReference other) {
    return new PutTarget(
        name, selector, other, weight, order, labelsOnly, requireRollout, author, ifMatch, comment);
  }

  /** The same, matching this generation. */
  public PutTarget matching(@Nullable Long generation) {
    return new PutTarget(
        name,
        selector,
        config,
        weight,
        order,
        labelsOnly,
        requireRollout,
        author,
        generation,
        comment);
  }

  /** The target it asks for. */
  public Target target(long generation, Instant changedAt, String changedBy) {
    return new Target(
        name,
        selector,
        config,
        weight,
        order,
        labelsOnly,
        requireRollout,
        generation,
        changedAt,
        changedBy);
  }

  /** Whether what is there is what is asked for; what rollouts did to it does not matter. */
  public boolean asksFor(Target present) {
    return target(present.generation(), present.changedAt(), present.changedBy())
        .equals(present.asPut());
  }
}
