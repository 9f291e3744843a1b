package io.muster.ottl;

import io.muster.ottl.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rules of values: literals, paths, calls, computations. */
abstract class ValueParser extends Descent {

  ValueParser(Cursor in, Source source, Grammar grammar) {
    super(in, source, grammar);
  }

  /** Functions in place may be conditions. */
  abstract @Nullable Condition condition();

  final @Nullable Expression value() {
    return (Expression) remembered(Rule.VALUE, this::anyValue);
  }

  private @Nullable Expression anyValue() {
    int start = in.at();
    int named = in.name(start);
    Expression found = in.take(Kind.NIL) == null ? null : new Expression.Nil();
    found = found == null ? lonely(literal()) : found;
    found = found == null ? again(start, this::lambda) : found;
    found = found == null ? again(start, this::math) : found;
    found = found == null ? again(start, this::word) : found;
    found = found == null ? again(start, this::map) : found;
    found = found == null ? again(start, this::list) : found;
    in.name(named);
    if (found == null) {
      in.back(start);
      in.expected("a value");
    }
    return found == null ? null : at(start, found);
  }

  /** A literal that no computation goes on with. */
  private @Nullable Expression lonely(@Nullable Expression literal) {
    return in.is(Kind.PLUS_MINUS) || in.is(Kind.TIMES_DIVIDE) ? null : literal;
  }

  /** Bytes, text, a constant or a symbol. */
  private @Nullable Expression word() {
    Token token = in.token();
    return switch (token.kind()) {
      case BYTES -> {
        in.back(in.at() + 1);
        yield new Expression.Bytes(token.text().substring(2).toLowerCase(java.util.Locale.ROOT));
      }
      case STRING -> {
        in.back(in.at() + 1);
        yield new Expression.Text(token.text());
      }
      case BOOLEAN -> {
        in.back(in.at() + 1);
        yield new Expression.Bool(token.text().equals("true"));
      }
      case UPPER -> {
        in.back(in.at() + 1);
        yield in.is(Kind.LOWER) ? null : new Expression.Symbol(token.text());
      }
      default -> null;
    };
  }

  private @Nullable Expression lambda() {
    if (!grammar.lambdas() || !in.take("(")) {
      return null;
    }
    List<String> parameters = new ArrayList<>();
    for (boolean more = true; more; ) {
      Token name = in.is(Kind.UNDERSCORE) ? in.take(Kind.UNDERSCORE) : in.take(Kind.LOWER);
      if (name == null && !parameters.isEmpty()) {
        return null;
      }
      if (name != null) {
        parameters.add(name.text());
      }
      more = name != null && in.take(",");
    }
    if (!in.take(")") || in.take(Kind.ARROW) == null) {
      return null;
    }
    int start = in.at();
    Node body = value();
    if (body == null || in.is(Kind.OR) || in.is(Kind.AND) || in.is(Kind.COMPARISON)) {
      in.back(start);
      body = condition();
    }
    return body == null ? null : new Expression.Lambda(parameters, body);
  }

  private @Nullable Expression list() {
    if (!in.take("[")) {
      return null;
    }
    List<Expression> items = new ArrayList<>();
    int end = in.at();
    Expression item = value();
    while (item != null) {
      items.add(item);
      end = in.at();
      item = grammar.looseLists() ? value() : null;
    }
    in.back(end);
    boolean first = items.isEmpty() && !grammar.looseLists();
    while (!first && in.take(",")) {
      item = value();
      if (item == null) {
        break;
      }
      items.add(item);
      end = in.at();
    }
    in.back(end);
    return in.take("]") ? new Expression.ListOf(items) : null;
  }

  private @Nullable Expression map() {
    if (!in.take("{")) {
      return null;
    }
    List<Expression.Entry> entries = new ArrayList<>();
    int end = in.at();
    for (Expression key = mapKey(); key != null; key = mapKey()) {
      Expression value = in.take(":") ? value() : null;
      if (value == null) {
        break;
      }
      entries.add(new Expression.Entry(key, value));
      var _ = in.take(",");
      end = in.at();
    }
    in.back(end);
    return in.take("}") ? new Expression.MapOf(entries) : null;
  }

  private @Nullable Expression mapKey() {
    int start = in.at();
    Token text = in.take(Kind.STRING);
    if (text != null) {
      return at(start, new Expression.Text(text.text()));
    }
    if (!grammar.mapKeys()) {
      return null;
    }
    Expression key = call(Kind.LOWER);
    key = key == null ? again(start, () -> call(Kind.UPPER)) : key;
    return key == null ? again(start, this::path) : key;
  }

  // ---- computations

  private @Nullable Expression math() {
    return (Expression) remembered(Rule.MATH, () -> computed(Kind.PLUS_MINUS, this::product));
  }

  private @Nullable Expression product() {
    return computed(Kind.TIMES_DIVIDE, this::operand);
  }

  private @Nullable Expression computed(Kind sign, Supplier<@Nullable Expression> part) {
    int start = in.at();
    Expression left = part.get();
    if (left == null) {
      return null;
    }
    int end = in.at();
    for (Token token = in.take(sign); token != null; token = in.take(sign)) {
      Expression right = part.get();
      if (right == null) {
        break;
      }
      Expression.Operator operator = Expression.Operator.of(token.text());
      left = at(start, new Expression.Arithmetic(left, operator, right));
      end = in.at();
    }
    in.back(end);
    return left;
  }

  private @Nullable Expression operand() {
    int start = in.at();
    Token sign = in.is(Kind.PLUS_MINUS) ? in.take(Kind.PLUS_MINUS) : null;
    int inner = in.at();
    Expression found = literal();
    if (found == null) {
      in.back(inner);
      if (in.take("(")) {
        Expression parenthesized = math();
        found =
            parenthesized != null && in.take(")")
                ? at(inner, new Expression.Parenthesized(parenthesized))
                : null;
      }
    }
    if (found == null || sign == null) {
      return found;
    }
    return at(start, new Expression.Signed(sign.text().equals("-"), found));
  }

  private @Nullable Expression literal() {
    return (Expression) remembered(Rule.LITERAL, this::anyLiteral);
  }

  private @Nullable Expression anyLiteral() {
    int start = in.at();
    Token token = in.token();
    if (token.kind() == Kind.FLOAT) {
      in.back(start + 1);
      return at(start, new Expression.Decimal(Double.parseDouble(token.text())));
    }
    if (token.kind() == Kind.INT) {
      in.back(start + 1);
      return at(start, new Expression.Int(Long.parseLong(token.text())));
    }
    Expression found = call(Kind.LOWER);
    found = found == null ? again(start, () -> call(Kind.UPPER)) : found;
    return found == null ? again(start, this::path) : found;
  }

  // ---- calls and paths

  final Expression.@Nullable Call call(Kind firstLetter) {
    int start = in.at();
    String name = name(firstLetter);
    if (name == null || !in.skip("(")) {
      return null;
    }
    List<Expression.Argument> arguments = new ArrayList<>();
    int end = in.at();
    for (boolean more = true; more; more = in.take(",")) {
      Expression.Argument argument = argument();
      if (argument == null) {
        break;
      }
      arguments.add(argument);
      end = in.at();
    }
    in.back(end);
    return in.take(")") ? at(start, new Expression.Call(name, arguments, keys())) : null;
  }

  /** A function's name, which the lexer has cut wherever its case changes. */
  final @Nullable String name(Kind firstLetter) {
    Token first = in.take(firstLetter);
    if (first == null) {
      return null;
    }
    StringBuilder name = new StringBuilder(first.text());
    while (in.is(Kind.UPPER) || in.is(Kind.LOWER)) {
      name.append(in.token().text());
      in.back(in.at() + 1);
    }
    return name.toString();
  }

  private Expression.@Nullable Argument argument() {
    int start = in.at();
    String name = in.is(Kind.LOWER) ? name(Kind.LOWER) : null;
    if (name != null && (!in.is(Kind.EQUAL) || in.take(Kind.EQUAL) == null)) {
      name = null;
    }
    if (name == null) {
      in.back(start);
    }
    int inner = in.at();
    Expression value = value();
    if (value == null) {
      in.back(inner);
      String function = name(Kind.UPPER);
      value = function == null ? null : at(inner, new Expression.FunctionName(function));
    }
    return value == null ? null : at(start, new Expression.Argument(name, value));
  }

  private @Nullable Expression path() {
    int start = in.at();
    List<Expression.Field> fields = new ArrayList<>();
    int end = start;
    do {
      int place = in.at();
      Token name = in.take(Kind.LOWER);
      if (name == null) {
        break;
      }
      fields.add(at(place, new Expression.Field(name.text(), keys())));
      end = in.at();
    } while (in.skip("."));
    in.back(end);
    return fields.isEmpty() ? null : at(start, new Expression.Path(fields));
  }

  private List<Expression> keys() {
    List<Expression> keys = new ArrayList<>();
    for (int end = in.at(); ; end = in.at()) {
      Expression key = in.skip("[") ? key() : null;
      if (key == null || !in.take("]")) {
        in.back(end);
        return keys;
      }
      keys.add(key);
    }
  }

  private @Nullable Expression key() {
    int start = in.at();
    Token token = in.token();
    if (token.kind() == Kind.STRING) {
      in.back(start + 1);
      return at(start, new Expression.Text(token.text()));
    }
    if (token.kind() == Kind.INT) {
      in.back(start + 1);
      return at(start, new Expression.Int(Long.parseLong(token.text())));
    }
    Expression key = math();
    if (key == null) {
      in.expected("text, a number or a path");
    }
    return key;
  }
}
