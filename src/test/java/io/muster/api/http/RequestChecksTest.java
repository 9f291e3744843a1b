package io.muster.api.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void thoseThatThereAreAreTaken() {
    assertThatCode(() -> RequestChecks.check(Set.of("limit", "q"), Set.of("limit", "q", "sync")))
        .doesNotThrowAnyException();
  }
}
