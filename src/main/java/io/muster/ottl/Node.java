package io.muster.ottl;

import java.util.List;
import java.util.stream.Stream;

/** A part of a statement that is computed: a value or a condition. Immutable; equal by content. */
public sealed interface Node permits Expression, Condition {

  /** The nodes directly in a node, in the order they are written. */
  static List<Node> children(Node node) {
    return switch (node) {
      case Expression.Nil(),
          Expression.Text(var _),
          Expression.Int(var _),
          Expression.Decimal(var _),
          Expression.Bytes(var _),
          Expression.Bool(var _),
          Expression.Symbol(var _),
          Expression.FunctionName(var _),
          Condition.Constant(var _) ->
          List.of();
      case Expression.ListOf(var items) -> List.copyOf(items);
      case Expression.MapOf(var entries) ->
          entries.stream().<Node>flatMap(entry -> Stream.of(entry.key(), entry.value())).toList();
      case Expression.Lambda(var _, var body) -> List.of(body);
      case Expression.Path(var fields) ->
          fields.stream().<Node>flatMap(field -> field.keys().stream()).toList();
      case Expression.Call(var _, var arguments, var keys) ->
          Stream.<Node>concat(arguments.stream().map(Expression.Argument::value), keys.stream())
              .toList();
      case Expression.Arithmetic(var left, var _, var right) -> List.of(left, right);
      case Expression.Signed(var _, var operand) -> List.of(operand);
      case Expression.Parenthesized(var inner) -> List.of(inner);
      case Condition.Or(var parts) -> List.copyOf(parts);
      case Condition.And(var parts) -> List.copyOf(parts);
      case Condition.Not(var inner) -> List.of(inner);
      case Condition.Comparison(var left, var _, var right) -> List.of(left, right);
      case Condition.Test(var call) -> List.of(call);
      case Condition.Grouped(var inner) -> List.of(inner);
    };
  }
}
