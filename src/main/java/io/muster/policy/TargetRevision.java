package io.muster.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One state of a target, as an operator or a rollout wanted it; never changes once written. A
 * number is never used twice for a name, not even after the target was deleted and made anew.
 *
 * @param number from 1; a later revision has a higher one, numbers may be missing
 * @param previous number of the one before; 0 if there was none
 * @param target what was put, without what a rollout is doing to it; null if it was deleted
 * @param author an operator's name, or `rollout` and its id
 * @param comment for people, may be empty
 */
public record TargetRevision(
    String name,
    long number,
    long previous,
    @Nullable Target target,
    String author,
    Instant createdAt,
    String comment) {

  public TargetRevision {
    if (number < 1 || previous < 0 || previous >= number) {
      throw new IllegalArgumentException(
          "revision " + number + " of target " + name + " comes after " + previous);
    }
  }

  /** Whether it is the same wish of the same author, whenever it was written. */
  boolean sameAs(TargetRevision other) {
    return name.equals(other.name)
        && previous == other.previous
        && author.equals(other.author)
        && comment.equals(other.comment)
        && (target == null
            ? other.target == null
            : other.target != null && wish(target).equals(wish(other.target)));
  }

  private static Target wish(Target target) {
    return target.changed(1, Instant.EPOCH, "");
  }
}
