package io.muster.ottl;

import java.util.List;

/** What is true or false. */
public sealed interface Condition extends Node {

  /**
   * One of them holds.
   *
   * @param parts at least two
   */
  record Or(List<Condition> parts) implements Condition {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /**
   * All of them hold.
   *
   * @param parts at least two
   */
  record And(List<Condition> parts) implements Condition {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** It does not hold. */
  record Not(Condition inner) implements Condition {}

  /** Two values compared. */
  record Comparison(Expression left, Comparator comparator, Expression right)
      implements Condition {}

  /** {@code true} or {@code false}. */
  record Constant(boolean value) implements Condition {}

  /** A converter that answers whether something holds. */
  record Test(Expression.Call call) implements Condition {}

  /** A condition in parentheses. */
  record Grouped(Condition inner) implements Condition {}

  /** How values are compared. */
  enum Comparator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sign;

    Comparator(String sign) {
      this.sign = sign;
    }

    /** As it is written. */
    public String sign() {
      return sign;
    }

    static Comparator of(String sign) {
      for (Comparator comparator : values()) {
        if (comparator.sign.equals(sign)) {
          return comparator;
        }
      }
      throw new IllegalArgumentException("no comparison " + sign);
    }
  }
}
