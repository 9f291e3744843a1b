package io.muster.collector;

import java.util.List;

/**
 * In what two configs differ.
 *
 * @param first of them, in the order of the earlier config; bounded
 * @param count how many there are in all
 */
public record ConfigDifferences(List<Difference> first, int count) {

  public ConfigDifferences {
    first = List.copyOf(first);
    if (count < first.size()) {
      throw new IllegalArgumentException(first.size() + " differences cannot be " + count);
    }
  }

  /**
   * One of them.
   *
   * @param path a JSON pointer; empty for the whole of it
   * @param before what was there, cut; empty if nothing
   * @param after what is there, cut; empty if nothing
   */
  public record Difference(String path, String before, String after) {}

  /** Whether they mean the same. */
  public boolean none() {
    return count == 0;
  }
}
