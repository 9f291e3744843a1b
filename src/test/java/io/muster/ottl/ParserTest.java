package io.muster.ottl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees, places of problems, and what is said of them. */
class ParserTest {

  private static Statement statement(String text) {
    return switch (Ottl.statement(text, Grammar.NEWEST)) {
      case Parsing.Parsed(var tree, var _) -> tree;
      case Parsing.Failed(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static Expression expression(String text) {
    return switch (Ottl.expression(text, Grammar.NEWEST)) {
      case Parsing.Parsed(var tree, var _) -> tree;
      case Parsing.Failed(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static String problem(String text) {
    return switch (Ottl.statement(text, Grammar.NEWEST)) {
      case Parsing.Parsed(var tree, var _) -> "reads " + tree;
      case Parsing.Failed(var problems) -> problems.getFirst().toString();
    };
  }

  private static Expression.Path path(String... names) {
    return new Expression.Path(
        List.of(names).stream().map(name -> new Expression.Field(name, List.of())).toList());
  }

  @Test
  void aStatementIsAnEditorAndItsCondition() {
    assertThat(statement("set(span.name, \"x\") where kind == 2"))
        .isEqualTo(
            new Statement(
                new Expression.Call(
                    "set",
                    List.of(
                        new Expression.Argument(null, path("span", "name")),
                        new Expression.Argument(null, new Expression.Text("x"))),
                    List.of()),
                new Condition.Comparison(
                    path("kind"), Condition.Comparator.EQUAL, new Expression.Int(2))));
  }

  @Test
  void timesBindsMoreThanPlusAndEqualRanksGoFromLeftToRight() {
    assertThat(expression("1 - 2 - a * 3"))
        .isEqualTo(
            new Expression.Arithmetic(
                new Expression.Arithmetic(
                    new Expression.Int(1), Expression.Operator.MINUS, new Expression.Int(2)),
                Expression.Operator.MINUS,
                new Expression.Arithmetic(
                    path("a"), Expression.Operator.TIMES, new Expression.Int(3))));
  }

  @Test
  void andBindsMoreThanOr() {
    assertThat(statement("f() where true or false and not true").where())
        .isEqualTo(
            new Condition.Or(
                List.of(
                    new Condition.Constant(true),
                    new Condition.And(
                        List.of(
                            new Condition.Constant(false),
                            new Condition.Not(new Condition.Constant(true)))))));
  }

  @Test
  void pathsAndCallsAreIndexed() {
    assertThat(expression("a.b[\"k\"][Len(c)][1]"))
        .isEqualTo(
            new Expression.Path(
                List.of(
                    new Expression.Field("a", List.of()),
                    new Expression.Field(
                        "b",
                        List.of(
                            new Expression.Text("k"),
                            new Expression.Call(
                                "Len",
                                List.of(new Expression.Argument(null, path("c"))),
                                List.of()),
                            new Expression.Int(1))))));
    assertThat(expression("Split(a, \",\")[0]"))
        .isInstanceOfSatisfying(
            Expression.Call.class,
            call -> assertThat(call.keys()).containsExactly(new Expression.Int(0)));
  }

  @Test
  void argumentsHaveNamesAndFunctionsAreArguments() {
    assertThat(statement("f(x=1, fn=SHA256, g=ToUpperCase)").editor().arguments())
        .containsExactly(
            new Expression.Argument("x", new Expression.Int(1)),
            new Expression.Argument("fn", new Expression.Symbol("SHA256")),
            new Expression.Argument("g", new Expression.FunctionName("ToUpperCase")));
  }

  @Test
  void escapesAreThoseOfGo() {
    assertThat(expression("\"\\x41\\u00e9\\U0001F600\\101\\n\\\"\\\\\""))
        .isEqualTo(new Expression.Text("Aé😀A\n\"\\"));
  }

  @Test
  void spaceInNamesIsNothingAsInTheCollector() {
    assertThat(statement("s et(a, Is Match(b))")).isEqualTo(statement("set(a, IsMatch(b))"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          set(a, 'b')              | 1:8: text is written in double quotes (write "…")
          set(a, "b                | 1:8: the text that begins here does not end (close it with a double quote)
          set(a, 1                 | 1:9: expected ',' or ')', not the end (a parenthesis is not closed)
          set(a, 1))               | 1:10: expected 'where', not ')'
          set(a, 1) where a = 2    | 1:19: expected
          set(a, 1) where          | 1:16: expected a condition, not the end
          set(a, 1) where !b       | 1:17: '!' is not a sign of the language (negate with 'not', or compare with '!=')
          set(a, 1) where b && c   | 1:19: '&' is not a sign of the language (write 'and')
          set(startTime, 1)        | 1:10: expected
          set a, 1                 | 1:6: expected '(', not ','
          set                      | 1:4: expected '(', not the end
          Set(a, 1)                | 1:1: 'Set' is a converter, a statement calls an editor (editors begin with a small letter, as in set(…))
          set(a, len(b))           | 1:8: 'len' stands where a value is expected (functions that answer a value begin with a capital letter)
          set(a, 1)[0]             | 1:1: an editor answers nothing that could be indexed (remove what is in brackets)
          set(a, 9999999999999999999) | 1:8: the number is too large (whole numbers go up to 9223372036854775807)
          set(a, 0x0)              | 1:8: bytes have an even number of digits (write two hexadecimal digits per byte)
          """)
  void problemsSayWhereAndWhatToDo(String text, String expected) {
    assertThat(problem(text)).startsWith(expected);
  }

  @Test
  void aNameInAConditionNeedNotBeACall() {
    assertThat(Ottl.condition("startTime == 1", Grammar.NEWEST))
        .isInstanceOfSatisfying(
            Parsing.Failed.class,
            failed ->
                assertThat(failed.problems().toString())
                    .contains("1:6: expected a comparison, not 'T' (paths are in lower case"));
  }

  @Test
  void aWrongEscapeIsSaidWhereItIs() {
    assertThat(problem("set(a, \"x\\d\")"))
        .isEqualTo("1:10: '\\d' is not an escape (write \\\\ for a backslash, as in \"\\\\d+\")");
  }

  @Test
  void linesAndCharactersAreCountedAsAnEditorDoes() {
    assertThat(problem("set(a,\n  \"😀\" ')")).startsWith("2:7: ");
  }

  @Test
  void olderGrammarsAreOlder() {
    Grammar older = new Grammar(false, true, false);
    assertThat(Ottl.expression("[1 2]", older)).isInstanceOf(Parsing.Parsed.class);
    assertThat(Ottl.expression("[1 2]", Grammar.NEWEST)).isInstanceOf(Parsing.Failed.class);
    assertThat(Ottl.expression("F((x) => x)", older)).isInstanceOf(Parsing.Failed.class);
    assertThat(Ottl.expression("F((x) => x)", Grammar.NEWEST)).isInstanceOf(Parsing.Parsed.class);
    assertThat(Ottl.expression("{a: 1}", older)).isInstanceOf(Parsing.Failed.class);
    assertThat(Ottl.expression("{a: 1}", Grammar.NEWEST)).isInstanceOf(Parsing.Parsed.class);
  }

  @Test
  void treesThatWereNotReadArePrintedWithTheParenthesesTheyNeed() {
    Expression sum =
        new Expression.Arithmetic(path("a"), Expression.Operator.PLUS, new Expression.Int(1));
    assertThat(
            Printer.print(
                new Expression.Arithmetic(sum, Expression.Operator.TIMES, new Expression.Int(2))))
        .isEqualTo("(a + 1) * 2");
    assertThat(Printer.print(new Expression.Signed(true, sum))).isEqualTo("-(a + 1)");
    Condition or =
        new Condition.Or(List.of(new Condition.Constant(true), new Condition.Constant(false)));
    assertThat(Printer.print(new Condition.And(List.of(or, new Condition.Constant(true)))))
        .isEqualTo("(true or false) and true");
    assertThat(Printer.print(new Condition.Not(or))).isEqualTo("not (true or false)");
  }
}
