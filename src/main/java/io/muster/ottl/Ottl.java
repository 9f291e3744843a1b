package io.muster.ottl;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts of the language. Never throws, whatever the text is; time and memory are proportional
 * to its length.
 */
public final class Ottl {

  /** Most characters of a statement or condition. */
  public static final int MAX_LENGTH = 64 << 10;

  private Ottl() {}

  /** Reads a statement: an editor's call, and perhaps {@code where} and a condition. */
  public static Parsing<Statement> statement(String text, Grammar grammar) {
    return parse(text, grammar, Parser::statement, Shape::problems);
  }

  /** Reads a condition. */
  public static Parsing<Condition> condition(String text, Grammar grammar) {
    return parse(text, grammar, Parser::condition, Shape::problems);
  }

  /** Reads a value. */
  public static Parsing<Expression> expression(String text, Grammar grammar) {
    return parse(text, grammar, Parser::value, Shape::problems);
  }

  private interface Check<T> {
    List<OttlProblem> problems(T tree, Source source);
  }

  private static <T> Parsing<T> parse(
      String text, Grammar grammar, Function<Parser, @Nullable T> rule, Check<T> check) {
    Source source = new Source(text);
    if (text.length() > MAX_LENGTH) {
      return failed(
          source.problem(
              OttlProblem.Kind.SYNTAX,
              0,
              "the text has " + text.length() + " characters, at most " + MAX_LENGTH,
              "split it into several statements"));
    }
    Lexer.Lexed lexed = Lexer.lex(source);
    if (lexed.problem() != null) {
      return failed(lexed.problem());
    }
    Cursor cursor = new Cursor(lexed.tokens());
    Parser parser = new Parser(cursor, source, grammar);
    T tree = rule.apply(parser);
    if (parser.tooDeep()) {
      return failed(
          source.problem(
              OttlProblem.Kind.SYNTAX, 0, "it is nested too deeply", "use the cache for parts"));
    }
    if (tree == null || !cursor.is(Token.Kind.END)) {
      return failed(Unexpected.problem(cursor, source));
    }
    List<OttlProblem> problems = check.problems(tree, source);
    return problems.isEmpty() ? new Parsing.Parsed<>(tree, source) : new Parsing.Failed<>(problems);
  }

  private static <T> Parsing<T> failed(OttlProblem problem) {
    return new Parsing.Failed<>(List.of(problem));
  }
}
