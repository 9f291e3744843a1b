package io.muster.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.config.syntax.ConfigProblem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentCheckTest {

  private static List<ConfigProblem> yaml(String text) {
    return check("collector.yaml", text, "text/yaml", false);
  }

  private static List<ConfigProblem> check(
      String name, String text, String type, boolean allowEmpty) {
    ConfigFile file = new ConfigFile(name, ByteString.copyFromUtf8(text), type);
    return DocumentCheck.problems(new ConfigDocument(List.of(file)), allowEmpty);
  }

  private static ConfigProblem only(List<ConfigProblem> problems) {
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receivers: {otlp: {}}\n",
        "\ufeffa: 1",
        "---\na: 1\n...\n",
        "%YAML 1.1\n---\na: 1\n",
        "a: &x {b: 1}\nc: *x\nd: {<<: *x}\n",
        "a: ${env:X}\nb: \"\t\"\n",
        "'1': a\n1: b\n",
        "a: 1\r\nb: 2\r\n",
        "? [complex]\n: 1\n"
      })
  void wellFormedYamlHasNoProblems(String text) {
    assertThat(yaml(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1~  b: 2|2|4|put a value that contains ': ' into quotes",
        "a: b: c|1|5|put a value that contains ': ' into quotes",
        "a:~\tb: 1|2|1|indent with spaces",
        "a:~  b: 1~ c: 2|3|2|check the indentation",
        "a: [1, 2~b: 3|2|2|not closed",
        "a: 'x~b: 1|2|5|check quotes and brackets",
        "a: *nope|1|4|define it further up",
        "a: @x|1|4|into quotes",
        "a: \"\\d\"|1|6|use single quotes",
        "a: 1~b~c: 2|3|1|with a space after the colon"
      })
  void aSyntaxErrorIsToldWithLineColumnAndHint(String text, int line, int column, String hint) {
    ConfigProblem problem = only(yaml(text.replace('~', '\n')));
    assertThat(problem.severity()).isEqualTo(ConfigProblem.Severity.ERROR);
    assertThat(problem.file()).isEqualTo("collector.yaml");
    assertThat(problem.hint()).contains(hint);
    assertThat(problem.line() + ":" + problem.column()).isEqualTo(line + ":" + column);
    assertThat(problem.message()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void columnsCountCharactersAsAnEditorDoes() {
    ConfigProblem problem = only(yaml("a: 1\n\"😀ä\": @"));
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.column()).isEqualTo(7);
  }

  @Test
  void everyDuplicateKeyIsToldWithItsPath() {
    List<ConfigProblem> problems = yaml("a:\n  b:\n  - c: 1\n    c: 2\nd: 1\n'd': 2\n");
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0).toString())
        .startsWith("collector.yaml:4:5: key 'c' occurs twice, first in line 3");
    assertThat(problems.get(0).path()).isEqualTo("/a/b/0/c");
    assertThat(problems.get(1).line()).isEqualTo(6);
  }

  @Test
  void severalDocumentsAreRefusedWhereTheSecondBegins() {
    ConfigProblem problem = only(yaml("a: 1\n---\nb: 2\n"));
    assertThat(problem.message()).isEqualTo("a second document begins here");
    assertThat(problem.line()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"'- a\n- b',list", "just text,single value", "a:1,single value"})
  void theTopLevelMustBeAMapping(String text, String what) {
    assertThat(only(yaml(text)).message())
        .isEqualTo("the document is a " + what + ", expected a mapping");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "# only a comment\n", "---\n", "null", "~", "{}", "--- {}\n"})
  void aFileWithoutContentNeedsAllowEmpty(String text) {
    assertThat(only(yaml(text)).toString())
        .startsWith("collector.yaml: the file has no content")
        .contains("allowEmpty");
    assertThat(check("collector.yaml", text, "text/yaml", true)).isEmpty();
  }

  @Test
  void aFileOfCommentsBesideAFullOneIsTaken() {
    ConfigFile full = new ConfigFile("a.yaml", ByteString.copyFromUtf8("a: 1\n"), "text/yaml");
    ConfigFile notes = new ConfigFile("b.yaml", ByteString.copyFromUtf8("# notes\n"), "text/yaml");
    assertThat(DocumentCheck.problems(new ConfigDocument(List.of(full, notes)), false)).isEmpty();
    ConfigFile more = new ConfigFile("c.yaml", ByteString.copyFromUtf8("---\n"), "text/yaml");
    assertThat(DocumentCheck.problems(new ConfigDocument(List.of(notes, more)), false)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a: 1\n---\n", "a: 1\n---", "---\na: 1\n---\n# c\n", "a: 1\n...\n---\n~\n"})
  void aFileThatEndsInASeparatorIsTaken(String text) {
    assertThat(yaml(text)).isEmpty();
  }

  @Test
  void aConfigWithoutFilesNeedsAllowEmpty() {
    ConfigDocument none = new ConfigDocument(List.of());
    assertThat(only(DocumentCheck.problems(none, false)).message())
        .isEqualTo("the config is empty");
    assertThat(DocumentCheck.problems(none, true)).isEmpty();
    assertThat(only(check("", "", "", false)).message()).isEqualTo("the config is empty");
  }

  @Test
  void filesOfOtherTypesAreNotChecked() {
    ByteString binary = ByteString.copyFrom(new byte[] {0, -1, 3});
    ConfigFile file = new ConfigFile("a.bin", binary, "application/x-acme");
    assertThat(DocumentCheck.problems(new ConfigDocument(List.of(file)), false)).isEmpty();
  }

  @Test
  void textThatIsNotUtf8IsToldWithItsPlace() {
    ConfigFile file =
        new ConfigFile("a.yaml", ByteString.copyFrom(new byte[] {'a', '\n', 'b', (byte) 0xe4}), "");
    ConfigProblem problem = only(DocumentCheck.problems(new ConfigDocument(List.of(file)), false));
    assertThat(problem.toString()).startsWith("a.yaml:2:2: the text is not UTF-8");
  }

  @Test
  void aControlCharacterIsToldWithItsPlace() {
    assertThat(only(yaml("a: 1\nb: \u0007x")).toString())
        .startsWith("collector.yaml:2:4: the character U+0007 is not allowed");
  }

  @ParameterizedTest
  @CsvSource({"10_000,[", "10_000,'{a: '", "101,'- '", "1_000_000,["})
  void deepNestingIsRefusedWithoutOverflow(String times, String part) {
    String text = part.repeat(Integer.parseInt(times.replace("_", "")));
    ConfigProblem problem =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> only(yaml(text)));
    assertThat(problem.message()).isEqualTo("mappings and lists are nested more than 100 deep");
    assertThat(problem.line()).isEqualTo(1);
    assertThat(problem.column()).isEqualTo(100 * part.length() + 1);
  }

  @Test
  void aHundredLevelsAreFine() {
    assertThat(yaml("a: " + "[".repeat(99) + "]".repeat(99))).isEmpty();
  }

  @Test
  void aliasBombsAreRefusedWithoutExpandingThem() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      String alias = "*a" + (i - 1);
      text.append(
          "a" + i + ": &a" + i + " [" + String.join(", ", List.of(alias, alias, alias)) + "]\n");
    }
    ConfigProblem problem =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> only(yaml(text.toString())));
    assertThat(problem.message()).isEqualTo("the aliases expand to more than 1000000 values");
  }

  @Test
  void aNodeThatContainsItselfIsRefused() {
    ConfigProblem problem = only(yaml("a: 1\nb: &x\n  c: [*x]\n"));
    assertThat(problem.message()).isEqualTo("the node '&x' contains itself");
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.path()).isEqualTo("/b/c/0");
  }

  @Test
  void moreValuesThanCanBeHeldAreRefused() {
    assertThat(only(yaml("a: [" + "1,".repeat(300_000) + "]")).message())
        .isEqualTo("the document has more than 250000 keys and values");
  }

  @Test
  void jsonIsCheckedAsJson() {
    assertThat(check("a", "{\"a\": [1, \"\\u00e4\"]}", "application/json", false)).isEmpty();
    assertThat(check("a.json", "[1, 2]", "", false)).isEmpty();
    ConfigProblem comma = only(check("a.json", "{\n  \"a\": 1,\n}", "", false));
    assertThat(comma.line()).isEqualTo(3);
    assertThat(comma.column()).isEqualTo(1);
    ConfigProblem twice = only(check("a.json", "{\"a\": 1, \"a\": 2}", "", false));
    assertThat(twice.message()).isEqualTo("Duplicate field 'a'");
    assertThat(only(check("a.json", "{} {}", "", false)).message())
        .isEqualTo("a second value begins here");
    assertThat(only(check("a.json", "{\"a\": ", "", false)).hint()).contains("not closed");
    assertThat(only(check("a.json", "[".repeat(10_000), "", false)).message())
        .contains("nested more than 100 deep");
    assertThat(only(check("a.json", " {} ", "", false)).message())
        .isEqualTo("the file has no content");
    assertThat(check("a.json", "null", "", true)).isEmpty();
  }
}
