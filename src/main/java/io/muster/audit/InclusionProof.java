package io.muster.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * That a line is in the log of a checkpoint: the hashes beside the way from its leaf to the root
 * (RFC 6962 §2.1.1).
 *
 * @param index of the leaf, from 0
 * @param size leaves of the tree
 * @param hashes from the leaf upwards
 */
public record InclusionProof(long index, long size, List<Hash> hashes) {

  public InclusionProof {
    hashes = List.copyOf(hashes);
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("leaf " + index + " is not in a tree of " + size);
    }
  }

  /** The hashes of complete subtrees. */
  @FunctionalInterface
  public interface Subtrees {

    /**
     * The root of the subtree with leaves {@code index << level} and as many as {@code 1 << level}.
     */
    Hash root(int level, long index);
  }

  /** The proof of a leaf in a tree of this size. */
  public static InclusionProof of(long index, long size, Subtrees subtrees) {
    List<Hash> hashes = new ArrayList<>();
    long from = 0;
    long to = size;
    while (to - from > 1) {
      long middle = from + Long.highestOneBit(to - from - 1);
      if (index < middle) {
        hashes.add(root(middle, to, subtrees));
        to = middle;
      } else {
        hashes.add(root(from, middle, subtrees));
        from = middle;
      }
    }
    return new InclusionProof(index, size, hashes.reversed());
  }

  /** Of leaves that begin at a multiple of the largest power of two that they hold. */
  private static Hash root(long from, long to, Subtrees subtrees) {
    long whole = Long.highestOneBit(to - from);
    int level = Long.numberOfTrailingZeros(whole);
    Hash left = subtrees.root(level, from >> level);
    return whole == to - from ? left : Hash.ofNode(left, root(from + whole, to, subtrees));
  }

  /** The root that this proof leads to from a leaf; its checkpoint must have the same. */
  public Hash root(Hash leaf) {
    Hash hash = leaf;
    long at = index;
    long last = size - 1;
    for (Hash beside : hashes) {
      if (last == 0) {
        return Hash.ofNothing(); // More hashes than the tree has levels: it proves nothing.
      }
      if ((at & 1) == 1 || at == last) {
        hash = Hash.ofNode(beside, hash);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        hash = Hash.ofNode(hash, beside);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 ? hash : Hash.ofNothing();
  }
}
