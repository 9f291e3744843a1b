package io.muster.agent;

import org.jspecify.annotations.Nullable;

/**
 * Gives equal values as one object. Thousands of agents say {@code os.type=linux}, so most of what
 * they say of themselves is kept once.
 *
 * <p>A table of fixed size in which the newest value has its slot: it holds nothing back for ever,
 * and forgets what few agents say. Any thread; values must be immutable with final fields, since
 * they are published without a lock.
 *
 * @param <T> what is shared
 */
public final class Interner<T> {

  private final @Nullable Object[] slots;

  /**
   * An empty table.
   *
   * @param bits of the number of slots, 1 to 20
   */
  public Interner(int bits) {
    slots = new Object[1 << bits];
  }

  /** The value, or one equal to it that was seen before. */
  @SuppressWarnings("unchecked") // only T is put in
  public T intern(T value) {
    int hash = value.hashCode() * 0x9e3779b9;
    int slot = hash >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
    Object known = slots[slot];
    if (known != null && known.equals(value)) {
      return (T) known;
    }
    slots[slot] = value;
    return value;
  }
}
