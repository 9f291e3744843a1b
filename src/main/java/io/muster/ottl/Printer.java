package io.muster.ottl;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes trees as text that parses to equal trees. */
public final class Printer {

  private Printer() {}

  /** A statement on one line. */
  public static String print(Statement statement) {
    String editor = print((Node) statement.editor());
    return statement.where() == null ? editor : editor + " where " + print(statement.where());
  }

  /** A value or condition. */
  public static String print(Node node) {
    return switch (node) {
      case Expression.Nil() -> "nil";
      case Expression.Text(String value) -> quoted(value);
      case Expression.Int(long value) -> Long.toString(value);
      case Expression.Decimal(double value) -> Double.toString(value);
      case Expression.Bytes(String hex) -> "0x" + hex;
      case Expression.Bool(boolean value) -> Boolean.toString(value);
      case Expression.Symbol(String name) -> name;
      case Expression.FunctionName(String name) -> name;
      case Expression.ListOf(var items) -> "[" + listed(items) + "]";
      case Expression.MapOf(var entries) ->
          entries.stream()
              .map(entry -> print(entry.key()) + ": " + print(entry.value()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Expression.Lambda(var parameters, var body) ->
          "(" + String.join(", ", parameters) + ") => " + print(body);
      case Expression.Path(var fields) ->
          fields.stream()
              .map(field -> field.name() + keys(field.keys()))
              .collect(Collectors.joining("."));
      case Expression.Call(String function, var arguments, var keys) ->
          arguments.stream()
                  .map(argument ->
                      (argument.name() == null ? "" : argument.name() + "=")
                          + print(argument.value()))
                  .collect(Collectors.joining(", ", function + "(", ")"))
              + keys(keys);
      case Expression.Arithmetic(var left, var operator, var right) ->
          operand(left, operator.binding() ? 2 : 1)
              + " "
              + operator.sign()
              + " "
              + operand(right, operator.binding() ? 3 : 2);
      case Expression.Signed(boolean negative, var operand) ->
          (negative ? "-" : "+") + operand(operand, 4);
      case Expression.Parenthesized(var inner) -> "(" + print(inner) + ")";
      case Condition.Or(var parts) -> joined(parts, " or ");
      case Condition.And(var parts) ->
          parts.stream()
              .map(part -> part instanceof Condition.Or ? "(" + print(part) + ")" : print(part))
              .collect(Collectors.joining(" and "));
      case Condition.Not(var inner) ->
          inner instanceof Condition.Or
                  || inner instanceof Condition.And
                  || inner instanceof Condition.Not
              ? "not (" + print(inner) + ")"
              : "not " + print(inner);
      case Condition.Comparison(var left, var comparator, var right) ->
          print(left) + " " + comparator.sign() + " " + print(right);
      case Condition.Constant(boolean value) -> Boolean.toString(value);
      case Condition.Test(var call) -> print(call);
      case Condition.Grouped(var inner) -> "(" + print(inner) + ")";
    };
  }

  private static String joined(List<? extends Node> nodes, String between) {
    return nodes.stream().map(Printer::print).collect(Collectors.joining(between));
  }

  /**
   * Where lists need no commas, `andOK` is the path `and` and the symbol `OK`: the path is a word
   * of the language as soon as anything but a capital follows it.
   */
  private static String listed(List<Expression> items) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      text.append(i == 0 || endsInWord(items.get(i - 1)) ? "" : ", ").append(print(items.get(i)));
    }
    return text.toString();
  }

  private static boolean endsInWord(Node node) {
    return switch (node) {
      case Expression.Path(var fields) ->
          fields.getLast().keys().isEmpty() && Lexer.isWord(fields.getLast().name());
      case Expression.Arithmetic(var _, var _, var right) -> endsInWord(right);
      case Expression.Signed(var _, var operand) -> endsInWord(operand);
      case Expression.Lambda(var _, var body) -> endsInWord(body);
      case Expression _, Condition _ -> false;
    };
  }

  private static String keys(List<Expression> keys) {
    return keys.stream().map(key -> "[" + print(key) + "]").collect(Collectors.joining());
  }

  /** Puts parentheses where a tree that was not read needs them. */
  private static String operand(Expression operand, int least) {
    int rank =
        switch (operand) {
          case Expression.Arithmetic(var _, var operator, var _) -> operator.binding() ? 2 : 1;
          case Expression.Signed(var _, var _) -> 3;
          default -> 4;
        };
    return rank < least ? "(" + print(operand) + ")" : print(operand);
  }

  /** Text in double quotes, with escapes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        default -> {
          if (Character.isISOControl(c)) {
            quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
