package io.muster.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.failure.Suggestion.Spelling;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

  @Test
  void theDistanceIsTheNumberOfEdits() {
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("same", "same")).isZero();
  }

  @Test
  void aConfigsKeyMayHaveTwoWrongCharacters() {
    List<String> keys = List.of("receivers", "processors", "exporters");
    assertThat(Suggestion.nearest("recievers", keys, Spelling.EXACT)).contains("receivers");
    assertThat(Suggestion.nearest("recivrs", keys, Spelling.EXACT)).contains("receivers");
    assertThat(Suggestion.nearest("recvrs", keys, Spelling.EXACT)).isEmpty();
    assertThat(Suggestion.nearest("RECEIVERS", keys, Spelling.EXACT)).isEmpty();
    assertThat(Suggestion.nearest("x", List.of("y"), Spelling.EXACT)).isEmpty();
  }

  @Test
  void caseAndUnderscoresOfAFunctionDoNotCount() {
    List<String> functions = List.of("replace_pattern", "truncate_all", "set");
    assertThat(Suggestion.nearest("ReplacePattern", functions, Spelling.NAME))
        .contains("replace_pattern");
    assertThat(Suggestion.nearest("sett", functions, Spelling.NAME)).contains("set");
    assertThat(Suggestion.nearest("send", functions, Spelling.NAME)).isEmpty();
  }

  @Test
  void aSettingMayBeWrittenAsAVariable() {
    List<String> settings = List.of("muster.agents.port", "muster.operators.port");
    assertThat(Suggestion.nearest("MUSTER_AGENT_PORT", settings, Spelling.SETTING))
        .contains("muster.agents.port");
  }

  @Test
  void ofTwoThatAreEquallyAlikeTheFirstByTheAlphabetIsMeant() {
    assertThat(Suggestion.nearest("batc", List.of("bats", "batch"), Spelling.EXACT))
        .isEqualTo(Suggestion.nearest("batc", List.of("batch", "bats"), Spelling.EXACT))
        .contains("batch");
  }

  @Test
  void theNearestIsMeantWhateverComesFirst() {
    assertThat(Suggestion.nearest("batcg", List.of("aatch", "batch"), Spelling.EXACT))
        .contains("batch");
  }

  @Test
  void aVeryLongWordIsComparedWithNothing() {
    String word = "a".repeat(129);
    assertThat(Suggestion.nearest(word, List.of(word), Spelling.SETTING)).isEmpty();
  }
}
