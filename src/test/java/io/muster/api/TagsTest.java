package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TagsTest {

  @Test
  void withoutAPreconditionAnyVersionWillDo() {
    assertThat(Tags.expected(null, null, 3)).isNull();
    assertThatCode(() -> Tags.check(null, "\"a\"", "x")).doesNotThrowAnyException();
  }

  @Test
  void oneOfSeveralTagsMayMatch() {
    assertThat(Tags.expected("\"2\", \"3\"", null, 3)).isEqualTo(3);
    assertThat(Tags.expected("*", null, 3)).isEqualTo(3);
    assertThatCode(() -> Tags.check("\"b\" , \"a\"", "\"a\"", "x")).doesNotThrowAnyException();
  }

  @Test
  void whatIsNotThereMatchesNothing() {
    assertThat(Tags.expected("*", null, 0)).isEqualTo(-1);
    assertThat(Tags.expected("\"0\"", null, 0)).isEqualTo(-1);
    assertThat(Tags.expected("\"2\"", null, 3)).isEqualTo(-1);
    assertThat(Tags.expected("W/\"3\"", null, 3)).isEqualTo(-1);
  }

  @Test
  void ifNoneMatchStarWantsNothingToBeThere() {
    assertThat(Tags.expected(null, "*", 3)).isZero();
  }

  @Test
  void aFailedPreconditionTellsTheCurrentTag() {
    assertThatThrownBy(() -> Tags.check("\"b\"", "\"a\"", "the label set"))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.status()).isEqualTo(412);
              assertThat(refusal.headers()).containsEntry("ETag", "\"a\"");
            });
    assertThat(Tags.failed("config 'x'", 0).headers()).isEmpty();
  }
}
