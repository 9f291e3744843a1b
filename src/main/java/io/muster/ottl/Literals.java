package io.muster.ottl;

import org.jspecify.annotations.Nullable;

/**
 * Which literals a parameter takes. What is computed when telemetry comes has a type only then, and
 * fits for now.
 */
final class Literals {

  private Literals() {}

  /** Whether an argument may be what the collector's type says. */
  static boolean fit(Expression value, String type) {
    return switch (type) {
      case "string" -> value instanceof Expression.Text;
      case "int64" -> value instanceof Expression.Int;
      case "float64" -> value instanceof Expression.Decimal;
      case "bool" -> value instanceof Expression.Bool;
      case "[]uint8" -> value instanceof Expression.Bytes;
      case "Enum" -> value instanceof Expression.Symbol;
      case "StringGetter" -> none(value) || value instanceof Expression.Text;
      case "IntGetter" -> none(value) || whole(value);
      case "FloatGetter" -> none(value) || number(value) instanceof Expression.Decimal;
      case "BoolGetter" -> none(value) || value instanceof Expression.Bool;
      case "TimeGetter", "DurationGetter" -> none(value);
      case "PMapGetter" -> none(value) || value instanceof Expression.MapOf;
      case "PSliceGetter" -> none(value) || value instanceof Expression.ListOf;
      default -> true;
    };
  }

  /** Whether it is no literal: what it is shows when telemetry comes. */
  private static boolean none(Expression value) {
    return switch (value) {
      case Expression.Path ignored -> true;
      case Expression.Call ignored -> true;
      case Expression.Arithmetic ignored -> true;
      case Expression.FunctionName ignored -> true;
      case Expression.Lambda ignored -> true;
      case Expression.Signed ignored -> number(value) == null;
      case Expression.Parenthesized(var inner) -> none(inner);
      default -> false;
    };
  }

  private static boolean whole(Expression value) {
    return number(value) instanceof Expression.Int || value instanceof Expression.Symbol;
  }

  /** The literal number behind signs and parentheses, or null. */
  private static @Nullable Expression number(Expression value) {
    return switch (value) {
      case Expression.Int number -> number;
      case Expression.Decimal number -> number;
      case Expression.Signed(boolean negative, var operand)
          when !negative || !(operand instanceof Expression.Parenthesized) ->
          number(operand);
      case Expression.Parenthesized(var inner) -> number(inner);
      default -> null;
    };
  }

  /** What a parameter of a type takes, in words. */
  static String words(String type) {
    if (type.endsWith("Setter")) {
      return "a path";
    }
    return switch (type) {
      case "string", "StringGetter" -> "text";
      case "int64", "IntGetter", "IntLikeGetter" -> "a whole number";
      case "float64", "FloatGetter", "FloatLikeGetter" -> "a number with a point";
      case "bool", "BoolGetter", "BoolLikeGetter" -> "true or false";
      case "[]uint8" -> "bytes, as in 0x00ff";
      case "Enum" -> "a symbol in capital letters";
      case "TimeGetter" -> "a time, as in Now()";
      case "DurationGetter" -> "a duration, as in Duration(\"1s\")";
      case "PMapGetter" -> "a map";
      case "PSliceGetter" -> "a list";
      default -> "a value";
    };
  }
}
