package io.muster.ottl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of names that are not there, and where. */
class OttlCheckTest {

  private static final OttlCheck CHECK = OttlCheck.forCollector("0.161.0");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          sett(name, 1)             | 1:1: there is no function sett in the context span (did you mean set?)
          set(nmae, 1)              | 1:5: there is no path span.nmae (did you mean span.name?)
          set(http, 1)              | 1:5: there is no path span.http (an attribute is span.attributes["http"])
          set(startTime, 1)         | 1:10: expected
          set(status.cod, 1)        | 1:5: there is no path span.status.cod (did you mean span.status.code?)
          set(name["x"], 1)         | 1:5: span.name cannot be indexed (remove the key)
          set(status["x"].code, 1)  | 1:5: span.status.code cannot be indexed there (remove the key)
          set(trace_state["a"]["b"], 1) | 1:5: span.trace_state cannot be indexed more than once (remove the second key)
          set(resource.cache["x"], 1)   | 1:5: statements of the context span have no resource.cache (write span.cache)
          set(kind, SPAN_KIND_SEVER)    | 1:11: there is no symbol SPAN_KIND_SEVER in the context span (did you mean SPAN_KIND_SERVER?)
          set(kind, IsMatch(name))      | 1:11: IsMatch takes 2 arguments, these are 1 (its arguments are target, pattern)
          set(kind, ParseCEF(name))     | 1:11: there is no function ParseCEF in the context span (it is there in statements of log)
          set(kind, Substring(name, start=1, len=2)) | 1:36: Substring has no argument 'len' (its arguments are target, start, length, [utf8_safe])
          set(kind, Substring(target=name, 1, 2))    | 1:34: an argument without a name comes after one with a name (name it, or put it before)
          set(kind, Substring(name, "1", 2))         | 1:27: the argument start is a whole number, not "1"
          set("a", 1)                                | 1:5: the argument target is a path, not "a"
          truncate_all(attributes, -1)               | 1:26: the argument limit is a whole number, not -1
          replace_pattern(name, "a", "b", Sha256)    | 1:33: there is no function Sha256 in the context span (did you mean SHA256?)
          """)
  void everyProblemSaysWhereAndWhatWasProbablyMeant(String text, String expected) {
    assertThat(CHECK.statements("span", List.of(Located.of(text))))
        .first()
        .hasToString(expected.startsWith("1:10: expected") ? first(text) : expected);
  }

  private static String first(String text) {
    return ((Parsing.Failed<?>) Ottl.statement(text, Grammar.NEWEST))
        .problems()
        .getFirst()
        .toString();
  }

  @Test
  void allProblemsOfAStatementAreSaid() {
    assertThat(
            CHECK.statements("span", List.of(Located.of("set(nmae, Lenn(nmae)) where kindd == X"))))
        .extracting(OttlProblem::kind)
        .containsExactly(
            OttlProblem.Kind.PATH,
            OttlProblem.Kind.FUNCTION,
            OttlProblem.Kind.PATH,
            OttlProblem.Kind.PATH,
            OttlProblem.Kind.ENUM);
  }

  @Test
  void aProblemIsPlacedInItsFile() {
    Located text = new Located("set(name,\n  nmae)", 12, 9);
    assertThat(CHECK.statements("span", List.of(text)))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.line()).isEqualTo(13);
          assertThat(problem.column()).isEqualTo(3);
        });
    assertThat(CHECK.statements("span", List.of(new Located("set(nmae, 1)", 12, 9))))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.line()).isEqualTo(12);
          assertThat(problem.column()).isEqualTo(13);
        });
  }

  @Test
  void aVersionThatIsNotKnownIsCheckedBySyntaxOnly() {
    OttlCheck unknown = OttlCheck.forCollector("0.999.0");
    assertThat(unknown.version()).isEmpty();
    assertThat(unknown.statements("span", List.of(Located.of("nonsense(x.y)")))).isEmpty();
    assertThat(unknown.statements("span", List.of(Located.of("nonsense(x.y")))).hasSize(1);
    assertThat(OttlCheck.forCollector(null).version()).isEmpty();
    assertThat(OttlCheck.forCollector("v0.161.3").version()).hasValue("0.161.0");
  }

  @Test
  void theContextIsFoundOutFromTheFinestPath() {
    assertThat(group("set(resource.attributes[\"a\"], 1) where span.name == \"x\"")).isEmpty();
    assertThat(group("set(resource.attributes[\"a\"], SPAN_KIND_SERVER)")).isEmpty();
    assertThat(group("set(attributes[\"a\"], 1)"))
        .singleElement()
        .hasToString(
            "1:1: it cannot be told what the statement works on (begin paths with what they belong"
                + " to, as in span.attributes[\"x\"])");
    assertThat(group("sett(span.name, 1)"))
        .singleElement()
        .hasToString(
            "1:1: it cannot be told what the statement works on (there is no function sett: did you"
                + " mean set?)");
  }

  private static List<OttlProblem> group(String statement) {
    return CHECK.group(
        new OttlCheck.Group(Signal.TRACES, null, List.of(), List.of(Located.of(statement))));
  }

  @Test
  void aContextThatIsNoneIsSaid() {
    assertThat(CHECK.statements("spn", List.of(Located.of("set(name, 1)"))))
        .singleElement()
        .hasToString("1:1: there is no context 'spn' (did you mean span?)");
  }
}
