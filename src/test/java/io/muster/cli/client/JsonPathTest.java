package io.muster.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {

  private static final String JSON =
      """
      {"items": [{"uid": "a", "labels": {"k8s.io/x": "1"}, "n": 1},
                 {"uid": "b", "labels": {}, "n": 2}, {"uid": "c", "n": [3, 4]}],
       "total": 3}
      """;

  private static String apply(String template) throws Exception {
    JsonNode json = RestClient.JSON.readTree(JSON);
    return JsonPath.parse(template).apply(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {.total} | 3
          .items[*].uid | a b c
          {.items[0].uid} | a
          {$.items[-1].uid} | c
          {.items[0:2].uid} | a b
          {.items[1:].uid} | b c
          {.items[*].labels['k8s.io/x']} | 1
          {.items[*].labels.k8s\\.io/x} | 1
          {.items[2].n} | [3,4]
          {.items[2].n[1]} | 4
          {.items.*.uid} | a b c
          {range .items[*]}{.uid}={.n};{end} | a=1;b=2;c=[3,4];
          n: {.total} {"{x}"} | n: 3 {x}
          {.none[*].uid}- | -
          """)
  void isWhatKubectlMakesOfIt(String template, String expected) throws Exception {
    assertThat(apply(template)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {.items[?(@.uid=="b")].n} | 2
          {.items[?(@.uid=='b')].n} | 2
          .items[?(@.uid == "b")].n | 2
          {.items[?(@.uid!="b")].uid} | a c
          {.items[?(@.uid>="b")].uid} | b c
          {.items[?(@.n>1)].uid} | b
          {.items[?(@.n<=2)].uid} | a b
          {.items[?(@.n==2.0)].uid} | b
          {.items[?(@.labels)].uid} | a b
          {.items[?(@.labels['k8s.io/x']=="1")].uid} | a
          {.items[?(@.n[0]==3)].uid} | c
          {.items[?("a"==@.uid)].uid} | a
          {.items[?(@.uid=="]=='x")].uid}- | -
          {.items[?(@.n=="2")].uid}- | -
          {.total[?(@.x==1)]}- | -
          {range .items[?(@.n<3)]}{.uid};{end} | a;b;
          """)
  void filtersChooseAsKubectlDoes(String template, String expected) throws Exception {
    assertThat(apply(template)).isEqualTo(expected);
  }

  @Test
  void linesEndWhereTheTemplateSays() throws Exception {
    assertThat(apply("{range .items[*]}{.uid}{\"\\n\"}{end}")).isEqualTo("a\nb\nc\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{.items",
        "{range .items[*]}",
        "{end}",
        "{.items[?(@.uid==a)]}",
        "{.items[?(@.uid=\"a\")]}",
        "{.items[?(@.uid==\"a\" && @.n==1)]}",
        "{.items[?(@.uid==\"a\"]}",
        "{.items[?()]}",
        "{.items[}",
        "{uid}",
        "{..uid}",
        "{\"x}"
      })
  void aTemplateThatIsNoneIsRefused(String template) {
    assertThatThrownBy(() -> JsonPath.parse(template)).isInstanceOf(JsonPath.Wrong.class);
  }
}
