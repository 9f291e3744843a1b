package io.muster.ottl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Statements as the grammar can make them, at random: the trees a parser may answer. */
final class RandomTrees {

  private static final List<String> NAMES =
      List.of("a", "span", "attributes", "x_1", "where", "nils", "trueish", "e3");
  private static final List<String> EDITORS = List.of("set", "delete_key", "mergeMaps", "aB1");
  private static final List<String> CONVERTERS = List.of("Len", "IsMatch", "SHA256", "URL", "A_b");
  private static final List<String> SYMBOLS = List.of("OK", "SPAN_KIND_SERVER", "X1");
  private static final String CHARACTERS = "abc \\\"'\n\t\r(){}[],.:=é😀\u0001$";

  private final RandomGenerator random;
  private int budget = 60;

  RandomTrees(RandomGenerator random) {
    this.random = random;
  }

  Statement statement() {
    return new Statement(
        new Expression.Call(one(EDITORS), arguments(), List.of()), flip() ? condition() : null);
  }

  /** Any condition: alternatives joined by or. */
  Condition condition() {
    return joined(() -> joined(this::simple, Condition.And::new), Condition.Or::new);
  }

  private interface Join {
    Condition of(List<Condition> parts);
  }

  private Condition joined(Supplier<Condition> part, Join join) {
    List<Condition> parts = some(part);
    return parts.size() < 2 ? (parts.isEmpty() ? part.get() : parts.getFirst()) : join.of(parts);
  }

  private Condition simple() {
    Condition inner =
        switch (random.nextInt(tired() ? 2 : 4)) {
          case 0 -> new Condition.Constant(flip());
          case 1 -> new Condition.Test(call(CONVERTERS));
          case 2 -> comparison();
          default -> new Condition.Grouped(condition());
        };
    return random.nextInt(4) == 3 ? new Condition.Not(inner) : inner;
  }

  private Condition comparison() {
    return new Condition.Comparison(plainValue(), one(Condition.Comparator.values()), plainValue());
  }

  /** Any value but a function in place, whose body would go on behind it. */
  private Expression plainValue() {
    return switch (random.nextInt(tired() ? 6 : 9)) {
      case 0 -> new Expression.Nil();
      case 1 -> new Expression.Text(text());
      case 2 -> new Expression.Bool(flip());
      case 3 -> new Expression.Bytes(flip() ? "00ff" : "a1");
      case 4 -> new Expression.Symbol(one(SYMBOLS));
      case 5 -> literal();
      case 6 -> new Expression.ListOf(some(this::plainValue));
      case 7 -> new Expression.MapOf(some(() -> new Expression.Entry(mapKey(), plainValue())));
      default -> sum();
    };
  }

  private Expression mapKey() {
    return switch (random.nextInt(4)) {
      case 0 -> path();
      case 1 -> call(CONVERTERS);
      default -> new Expression.Text(text());
    };
  }

  private Expression sum() {
    return computed(() -> computed(this::operand, true), false);
  }

  private Expression computed(Supplier<Expression> part, boolean binding) {
    Expression result = part.get();
    for (int i = random.nextInt(3); i > 0 && !tired(); i--) {
      Expression.Operator operator =
          binding
              ? (flip() ? Expression.Operator.TIMES : Expression.Operator.DIVIDE)
              : (flip() ? Expression.Operator.PLUS : Expression.Operator.MINUS);
      result = new Expression.Arithmetic(result, operator, part.get());
    }
    return result;
  }

  private Expression operand() {
    Expression inner =
        random.nextInt(3) == 2 && !tired() ? new Expression.Parenthesized(sum()) : literal();
    return random.nextInt(4) == 3 ? new Expression.Signed(flip(), inner) : inner;
  }

  private Expression literal() {
    return switch (random.nextInt(tired() ? 3 : 4)) {
      case 0 -> new Expression.Int(random.nextLong() & (flip() ? Long.MAX_VALUE : 0xff));
      case 1 -> new Expression.Decimal(Math.abs(flip() ? random.nextDouble() : huge()));
      case 2 -> path();
      default -> call(CONVERTERS);
    };
  }

  private double huge() {
    double value = Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
    return Double.isFinite(value) ? value : 1e300;
  }

  private Expression.Call call(List<String> names) {
    return new Expression.Call(one(names), arguments(), keys());
  }

  private List<Expression.Argument> arguments() {
    return some(() -> new Expression.Argument(flip() ? one(NAMES) : null, argument()));
  }

  private Expression argument() {
    return switch (random.nextInt(8)) {
      case 0 -> new Expression.FunctionName("ToLowerCase");
      case 1 -> tired() ? literal() : lambda();
      default -> plainValue();
    };
  }

  private Expression lambda() {
    Node body =
        switch (random.nextInt(4)) {
          case 0 -> comparison();
          case 1 -> new Condition.Not(comparison());
          case 2 -> new Condition.And(List.of(comparison(), simple()));
          default -> plainValue();
        };
    return new Expression.Lambda(some(() -> flip() ? "_" : one(NAMES)), body);
  }

  private Expression.Path path() {
    List<Expression.Field> fields = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      fields.add(new Expression.Field(one(NAMES), keys()));
    }
    return new Expression.Path(fields);
  }

  /** A whole number only by itself: the grammar takes it for all of the key. */
  private List<Expression> keys() {
    return tired() || flip()
        ? List.of()
        : some(() ->
            switch (random.nextInt(4)) {
              case 0 -> new Expression.Text(text());
              case 1 -> new Expression.Int(random.nextInt(5));
              case 2 -> new Expression.Arithmetic(path(), Expression.Operator.PLUS, operand());
              default -> path();
            });
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      int at = random.nextInt(CHARACTERS.codePointCount(0, CHARACTERS.length()));
      text.appendCodePoint(CHARACTERS.codePointAt(CHARACTERS.offsetByCodePoints(0, at)));
    }
    return text.toString();
  }

  private <T> List<T> some(Supplier<T> part) {
    List<T> parts = new ArrayList<>();
    for (int i = tired() ? 0 : random.nextInt(3); i > 0; i--) {
      parts.add(part.get());
    }
    return parts;
  }

  private boolean tired() {
    return budget-- < 0;
  }

  private boolean flip() {
    return random.nextBoolean();
  }

  private <T> T one(List<T> many) {
    return many.get(random.nextInt(many.size()));
  }

  private <T> T one(T[] many) {
    return many[random.nextInt(many.length)];
  }
}
