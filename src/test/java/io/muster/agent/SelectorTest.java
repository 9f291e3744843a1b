package io.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "env=prod | env | prod",
        "env==prod | env | prod",
        "' env = prod '| env | prod",
        "env == prod | env | prod",
        "env= | env | ''",
        "example.com/team=änne | example.com/team | änne",
        "os.description=Linux 6.1 (x86) | os.description | Linux 6.1 (x86)",
        "args=--level=debug! | args | --level=debug!",
        "größe_1-a=x | größe_1-a | x"
      })
  void aPairIsAKeyAndAValueWithOneEqualsSignOrTwo(String text, String key, String value) {
    assertThat(Selector.parse(text).pairs()).isEqualTo(Map.of(key, value));
  }

  @Test
  void pairsAreSeparatedByCommasAndNothingIsAll() {
    assertThat(Selector.parse("b=2, a=1").pairs()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(Selector.parse(" ")).isEqualTo(Selector.ALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env!=prod",
        "env != prod",
        "!env",
        "!env=prod",
        "env",
        "env in (prod, dev)",
        "env in (prod)",
        "env in (a=b)",
        "env notin (prod,dev)",
        "env notin (a=b)",
        "in (a=b)",
        "weight>5",
        "weight>=5",
        "weight<5",
        "weight<=5",
        "'env'=prod",
        "\"env\"=prod",
        "env prod=x",
        "=prod",
        "==prod",
        " =prod",
        "a=1,",
        "a=1,,b=2",
        ",a=1"
      })
  void whatIsNotUnderstoodIsRefusedAndSaysWhatIs(String text) {
    for (String selector : new String[] {text, "tier=canary," + text, text + ",tier=canary"}) {
      assertThatIllegalArgumentException()
          .as(selector)
          .isThrownBy(() -> Selector.parse(selector))
          .withMessageContaining("key=value pairs separated by commas");
    }
  }

  @Test
  void aRefusalNamesThePart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Selector.parse("tier=canary,env!=prod"))
        .withMessageContaining("'env!=prod'")
        .withMessageContaining("!=, in, notin");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Selector.parse("env=prod,env==dev"))
        .withMessage("selector key 'env' occurs twice");
  }

  @Test
  void aSelectorThatIsNotReadFromTextMayHaveAnyKey() {
    assertThat(new Selector(Map.of("odd key!", "=x")).pairs()).containsKey("odd key!");
  }
}
