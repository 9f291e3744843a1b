package io.muster.api.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestChecksTest {

  @Test
  void aQueryParameterThatIsMisspelledIsRefusedWithWhatWasMeant() {
    assertThatThrownBy(() -> RequestChecks.check(Set.of("limt"), Set.of("limit", "q")))
        .isInstanceOf(Refusal.class)
        .hasMessage("there is no query parameter 'limt' here; did you mean 'limit'?");
  }

  @Test
  void oneThatIsLikeNoneIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> RequestChecks.check(Set.of("zzzzzz"), Set.of("limit")))
        .hasMessage("there is no query parameter 'zzzzzz' here; there are limit");
    assertThatThrownBy(() -> RequestChecks.check(Set.of("x"), Set.of()))
        .hasMessage("there is no query parameter 'x' here; this operation takes none");
  }

  @Test
  void aSwitchIsTrueOrFalseAndNothingElse() {
    Set<String> switches = Set.of("dryRun");
    assertThatCode(() ->
            RequestChecks.checkSwitches(
                Map.of("dryRun", List.of("true"), "q", List.of("1")), switches))
        .doesNotThrowAnyException();
    for (List<String> values :
        List.of(List.of("1"), List.of("True"), List.of(""), List.of("true", "true"))) {
      assertThatThrownBy(() -> RequestChecks.checkSwitches(Map.of("dryRun", values), switches))
          .hasMessage("query parameter 'dryRun' is " + values + ", expected true or false, once");
    }
  }

  @Test
  void aParameterIsGivenOnceAndHasNoNul() {
    Set<String> lists = Set.of("selector");
    assertThatCode(() ->
            RequestChecks.checkTexts(
                Map.of("limit", List.of("1"), "q", List.of(""), "selector", List.of("a", "b")),
                lists))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> RequestChecks.checkTexts(Map.of("limit", List.of("1", "1")), lists))
        .isInstanceOf(Refusal.class)
        .hasMessage("query parameter 'limit' is given 2 times; once is enough");
    assertThatThrownBy(
            () -> RequestChecks.checkTexts(Map.of("selector", List.of("a", "\0")), lists))
        .isInstanceOf(Refusal.class)
        .hasMessage("query parameter 'selector' has a NUL (%00) in it");
  }

  @Test
  void thoseThatThereAreAreTaken() {
    assertThatCode(() -> RequestChecks.check(Set.of("limit", "q"), Set.of("limit", "q", "sync")))
        .doesNotThrowAnyException();
  }
}
