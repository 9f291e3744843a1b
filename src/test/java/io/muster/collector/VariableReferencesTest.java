package io.muster.collector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariableReferencesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "$HOME",
        "${env:A}",
        "${A}",
        "${env:A:-b:c}",
        "x${A}y${env:B}",
        "${file:/etc/x.yaml}",
        "${env:${env:A:-B}}",
        "$${nonsense:x}",
        "$$",
        "${open",
        "close}"
      })
  void whatACollectorResolvesOrLeavesIsNotFlagged(String text) {
    assertThat(VariableReferences.problem(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'${A:-b}', 'write ${env:A:-b}'",
    "'${evn:A}', 'known are env'",
    "'${env:1}', 'not starting with a digit'",
    "'${}', 'not starting with a digit'",
    "'$$${env:1}', 'not starting with a digit'",
    "'x ${A} ${x:y}', 'for the text itself write $$'"
  })
  void aReferenceThatNoCollectorResolvesIsToldWithAHint(String text, String hint) {
    assertThat(VariableReferences.problem(text))
        .get()
        .satisfies(wrong -> {
          assertThat(wrong.hint()).contains(hint);
          assertThat(wrong.certain()).isTrue();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "'${A}', true",
    "'${env:A:-x}', true",
    "'${env:${B}}', true",
    "'${A}${B}', false",
    "'x${A}', false",
    "'${A', false"
  })
  void onlyOneReferenceAloneMayBecomeAnything(String text, boolean wholly) {
    assertThat(VariableReferences.wholly(text)).isEqualTo(wholly);
  }
}
