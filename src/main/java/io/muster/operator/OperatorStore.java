package io.muster.operator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps operators by name, and apart from them when their tokens were last used.
 *
 * <p>All methods block until the answer is known, a change until it is durable, and throw the
 * store's own unchecked exception when the store is not there; a change may then have happened or
 * not. Safe for any number of threads and instances.
 */
public interface OperatorStore {

  /**
   * An operator and its version.
   *
   * @param version made by the store, compared for equality only; a record that was replaced has
   *     another one
   */
  record Versioned(Operator value, long version) {}

  /** Reads an operator. */
  Optional<Versioned> get(String name);

  /**
   * What was found.
   *
   * @param whole false if there is an operator besides that cannot be read
   */
  record All(List<Operator> operators, boolean whole) {

    public All {
      operators = List.copyOf(operators);
    }
  }

  /** All operators that can be read, in no particular order. */
  All all();

  /** Writes a new operator; false, and nothing changed, if there is one of this name. */
  boolean add(Operator operator);

  /**
   * Replaces an operator; false, and nothing changed, at another version. What a newer version of
   * the server has written of it beside is kept.
   */
  boolean replace(Operator operator, long expectedVersion);

  /** Removes an operator, and when its tokens were used; false if there was another version. */
  boolean remove(String name, long expectedVersion);

  /** When each token of an operator was last used, by its name; those never used are missing. */
  Map<String, TokenUse> uses(String operator);

  /**
   * Notes that tokens were used. A time that is there stays if it is later; of tokens that are not
   * named here too, up to the number that an operator may have, the oldest go.
   */
  void noteUses(String operator, Map<String, TokenUse> uses);
}
