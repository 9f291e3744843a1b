package io.muster.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * All of a Merkle tree that is needed to make it longer: how many leaves there are, and the roots
 * of its complete subtrees, the largest first. There are as many as the size has ones in binary.
 *
 * @param size leaves, from 0
 */
public record Frontier(long size, List<Hash> peaks) {

  /** A tree without leaves. */
  public static final Frontier EMPTY = new Frontier(0, List.of());

  public Frontier {
    peaks = List.copyOf(peaks);
    if (size < 0 || peaks.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "a tree of " + size + " leaves does not have " + peaks.size() + " peaks");
    }
  }

  /** The tree with one leaf more. */
  public Frontier with(Hash leaf) {
    List<Hash> all = new ArrayList<>(peaks);
    Hash last = leaf;
    for (long left = size; (left & 1) == 1; left >>= 1) {
      last = Hash.ofNode(all.removeLast(), last);
    }
    all.add(last);
    return new Frontier(size + 1, all);
  }

  /** The root (RFC 6962 §2.1). */
  public Hash root() {
    if (peaks.isEmpty()) {
      return Hash.ofNothing();
    }
    Hash root = peaks.getLast();
    for (Hash peak : peaks.reversed().subList(1, peaks.size())) {
      root = Hash.ofNode(peak, root);
    }
    return root;
  }
}
