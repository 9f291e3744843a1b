package io.muster.ottl;

import io.muster.ottl.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rules of statements and conditions. */
final class Parser extends ValueParser {

  Parser(Cursor in, Source source, Grammar grammar) {
    super(in, source, grammar);
  }

  @Nullable Statement statement() {
    int start = in.at();
    Expression.Call call = call(Kind.LOWER);
    if (call == null) {
      in.back(start);
      call = call(Kind.UPPER);
    }
    if (call == null) {
      in.back(start);
      // A path need not be a call, but this is no path.
      if (name(in.is(Kind.UPPER) ? Kind.UPPER : Kind.LOWER) != null) {
        in.expected("'('");
      }
      return null;
    }
    int end = in.at();
    Condition where = in.take("where") ? condition() : null;
    if (where == null) {
      in.back(end);
    }
    return new Statement(call, where);
  }

  @Override
  @Nullable Condition condition() {
    return (Condition) remembered(Rule.CONDITION, this::or);
  }

  private @Nullable Condition or() {
    return joined(Kind.OR, this::and, Condition.Or::new);
  }

  private @Nullable Condition and() {
    return joined(Kind.AND, this::simple, Condition.And::new);
  }

  private interface Join {
    Condition of(List<Condition> parts);
  }

  private @Nullable Condition joined(Kind word, Supplier<@Nullable Condition> part, Join join) {
    int start = in.at();
    Condition first = part.get();
    if (first == null) {
      return null;
    }
    List<Condition> parts = new ArrayList<>(List.of(first));
    int end = in.at();
    while (in.take(word) != null) {
      Condition next = part.get();
      if (next == null) {
        break;
      }
      parts.add(next);
      end = in.at();
    }
    in.back(end);
    return parts.size() == 1 ? first : at(start, join.of(parts));
  }

  private @Nullable Condition simple() {
    int start = in.at();
    int named = in.name(start);
    boolean not = in.take(Kind.NOT) != null;
    int inner = in.at();
    Condition found = comparison();
    if (found == null) {
      in.back(inner);
      Token constant = in.take(Kind.BOOLEAN);
      found = constant == null ? null : new Condition.Constant(constant.text().equals("true"));
    }
    if (found == null) {
      in.back(inner);
      Expression.Call call = call(Kind.UPPER);
      found = call == null ? null : new Condition.Test(call);
    }
    if (found == null) {
      in.back(inner);
      if (in.take("(")) {
        Condition grouped = condition();
        found = grouped != null && in.take(")") ? new Condition.Grouped(grouped) : null;
      }
    }
    in.name(named);
    if (found == null) {
      in.back(inner);
      in.expected("a condition");
      return null;
    }
    found = at(inner, found);
    return not ? at(start, new Condition.Not(found)) : found;
  }

  private @Nullable Condition comparison() {
    Expression left = value();
    Token sign = left == null ? null : in.take(Kind.COMPARISON);
    Expression right = sign == null ? null : value();
    return left == null || sign == null || right == null
        ? null
        : new Condition.Comparison(left, Condition.Comparator.of(sign.text()), right);
  }
}
