package io.muster.config;

import java.time.Instant;
import java.util.List;

/**
 * Which revisions of a config there are: the one record of a config that changes. Without revisions
 * it marks a deleted config and only keeps its numbers from being used again.
 *
 * @param revisions numbers of the revisions kept, ascending; a revision that is stored but not
 *     listed here does not exist
 * @param last the highest number ever listed
 * @param changedAt when this record last changed
 */
public record ConfigHead(String name, List<Long> revisions, long last, Instant changedAt) {

  public ConfigHead {
    ConfigName.check("config", name);
    revisions = List.copyOf(revisions);
    long before = 0;
    for (long number : revisions) {
      if (number <= before) {
        throw new IllegalArgumentException("revisions " + revisions + " do not ascend from 1");
      }
      before = number;
    }
    if (last < before) {
      throw new IllegalArgumentException("last is " + last + ", below revision " + before);
    }
  }

  /** Whether the config was deleted. */
  public boolean deleted() {
    return revisions.isEmpty();
  }

  /**
   * The newest revision's number.
   *
   * @throws java.util.NoSuchElementException if the config was deleted
   */
  public long newest() {
    return revisions.getLast();
  }

  /** Whether this revision exists. */
  public boolean has(long number) {
    return java.util.Collections.binarySearch(revisions, number) >= 0;
  }
}
