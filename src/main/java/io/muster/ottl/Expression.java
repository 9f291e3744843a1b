package io.muster.ottl;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value: a literal, a path into the telemetry, a call, or a computation. */
public sealed interface Expression extends Node {

  /** {@code nil}. */
  record Nil() implements Expression {}

  /**
   * Text in double quotes.
   *
   * @param value what the escapes stand for
   */
  record Text(String value) implements Expression {}

  /**
   * A whole number, which has no sign of its own: see {@link Signed}.
   *
   * @param value from 0
   */
  record Int(long value) implements Expression {
    public Int {
      if (value < 0) {
        throw new IllegalArgumentException("a number is written without sign, not " + value);
      }
    }
  }

  /**
   * A number with a point.
   *
   * @param value finite, from 0
   */
  record Decimal(double value) implements Expression {
    public Decimal {
      if (!(value >= 0) || Double.isInfinite(value)) {
        throw new IllegalArgumentException("a number is finite, without sign, not " + value);
      }
    }
  }

  /**
   * Bytes, as in {@code 0x00ff}.
   *
   * @param hex an even number of lower-case hexadecimal digits
   */
  record Bytes(String hex) implements Expression {}

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Expression {}

  /** A name for a number, as in {@code SPAN_KIND_SERVER}; as an argument maybe a function's. */
  record Symbol(String name) implements Expression {}

  /** A converter passed on by name, as in {@code replace_pattern(x, y, z, Lowercase)}. */
  record FunctionName(String name) implements Expression {}

  /** {@code [1, 2]}. */
  record ListOf(List<Expression> items) implements Expression {
    public ListOf {
      items = List.copyOf(items);
    }
  }

  /** {@code {"a": 1}}. */
  record MapOf(List<Entry> entries) implements Expression {
    public MapOf {
      entries = List.copyOf(entries);
    }
  }

  /**
   * An entry of a map.
   *
   * @param key text; later versions take paths and calls, too
   */
  record Entry(Expression key, Expression value) {}

  /**
   * {@code (x, _) => x > 1}.
   *
   * @param parameters names, or {@code _} for those that do not matter
   */
  record Lambda(List<String> parameters, Node body) implements Expression {
    public Lambda {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * A path into the telemetry, as in {@code span.attributes["a"][0]}. Whether its first field names
   * a context depends on where it stands.
   *
   * @param fields at least one
   */
  record Path(List<Field> fields) implements Expression {
    public Path {
      fields = List.copyOf(fields);
      if (fields.isEmpty()) {
        throw new IllegalArgumentException("a path has at least one field");
      }
    }
  }

  /** A name in a path, and what indexes it. */
  record Field(String name, List<Expression> keys) {
    public Field {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A call of a function.
   *
   * @param function lower case at the beginning for editors, upper case for converters
   * @param keys what indexes the result
   */
  record Call(String function, List<Argument> arguments, List<Expression> keys)
      implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
      keys = List.copyOf(keys);
    }

    /** Whether the name is that of an editor, which changes telemetry and answers nothing. */
    public boolean editor() {
      return !function.isEmpty() && function.charAt(0) >= 'a' && function.charAt(0) <= 'z';
    }
  }

  /**
   * An argument.
   *
   * @param name null if it goes by its place
   */
  record Argument(@Nullable String name, Expression value) {}

  /** Two numbers computed to one; of equal rank from left to right. */
  record Arithmetic(Expression left, Operator operator, Expression right) implements Expression {}

  /** A sign in front: of a literal number it makes another one, else it computes. */
  record Signed(boolean negative, Expression operand) implements Expression {}

  /** A computation in parentheses. */
  record Parenthesized(Expression inner) implements Expression {}

  /** What computes. */
  enum Operator {
    PLUS("+", false),
    MINUS("-", false),
    TIMES("*", true),
    DIVIDE("/", true);

    private final String sign;
    private final boolean binding;

    Operator(String sign, boolean binding) {
      this.sign = sign;
      this.binding = binding;
    }

    /** As it is written. */
    public String sign() {
      return sign;
    }

    /** Whether it goes before plus and minus. */
    public boolean binding() {
      return binding;
    }

    static Operator of(String sign) {
      for (Operator operator : values()) {
        if (operator.sign.equals(sign)) {
          return operator;
        }
      }
      throw new IllegalArgumentException("no operator " + sign);
    }
  }
}
